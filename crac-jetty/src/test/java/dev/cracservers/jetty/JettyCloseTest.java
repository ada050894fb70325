// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.jetty.JettyFixture.Waiting;
import dev.cracservers.testkit.ConnectorCloseContract;
import dev.cracservers.testkit.ConnectorFixture;
import dev.cracservers.testkit.Gate;

class JettyCloseTest extends ConnectorCloseContract {
  @Override
  protected ConnectorFixture start(Gate gate) throws Exception {
    return JettyFixture.start(gate, 1, Waiting.NO_THREAD);
  }
}
