// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

final class PlainServerDrainTest extends ConnectorDrainContract {
  @Override
  protected ConnectorFixture start(Gate gate) throws Exception {
    return new PlainServer(gate);
  }
}
