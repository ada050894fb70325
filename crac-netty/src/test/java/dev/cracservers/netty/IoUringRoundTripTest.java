// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.netty.NettyFixture.Transport;
import dev.cracservers.testkit.ConnectorFixture;
import dev.cracservers.testkit.Gate;
import dev.cracservers.testkit.RoundTripContract;

class IoUringRoundTripTest extends RoundTripContract {
  @Override
  protected ConnectorFixture start() throws Exception {
    return NettyFixture.rebuilding(new Gate(), Transport.IO_URING);
  }
}
