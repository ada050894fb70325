// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.testkit.ResourceFixture;
import dev.cracservers.testkit.RoundTripContract;

class SharedClientRoundTripTest extends RoundTripContract {
  @Override
  protected ResourceFixture start() throws Exception {
    return ClientFixture.sharing();
  }
}
