// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.jetty.JettyFixture.Waiting;
import dev.cracservers.testkit.ConnectorFixture;
import dev.cracservers.testkit.Gate;

final class JettyRebindWithoutAcceptorsTest extends JettyRebindTest {
  @Override
  protected ConnectorFixture start(Gate gate) throws Exception {
    return JettyFixture.start(gate, 0, Waiting.A_THREAD);
  }
}
