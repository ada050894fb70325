// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.netty.NettyFixture.Transport;
import dev.cracservers.testkit.ConnectorFixture;
import dev.cracservers.testkit.ConnectorRebindContract;
import dev.cracservers.testkit.Gate;

class IoUringRebindTest extends ConnectorRebindContract {
  @Override
  protected ConnectorFixture start(Gate gate) throws Exception {
    return NettyFixture.rebuilding(gate, Transport.IO_URING);
  }
}
