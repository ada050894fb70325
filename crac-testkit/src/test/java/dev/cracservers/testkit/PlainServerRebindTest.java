// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

final class PlainServerRebindTest extends ConnectorRebindContract {
  @Override
  protected ConnectorFixture start(Gate gate) throws Exception {
    return new PlainServer(gate);
  }
}
