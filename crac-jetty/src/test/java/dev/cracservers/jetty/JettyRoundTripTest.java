// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.jetty.JettyFixture.Waiting;
import dev.cracservers.testkit.Gate;
import dev.cracservers.testkit.ResourceFixture;
import dev.cracservers.testkit.RoundTripContract;

class JettyRoundTripTest extends RoundTripContract {
  @Override
  protected ResourceFixture start() throws Exception {
    return JettyFixture.start(new Gate(), 1, Waiting.NO_THREAD);
  }
}
