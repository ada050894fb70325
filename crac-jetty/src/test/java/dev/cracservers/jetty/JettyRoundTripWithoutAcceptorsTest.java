// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.jetty.JettyFixture.Waiting;
import dev.cracservers.testkit.Gate;
import dev.cracservers.testkit.ResourceFixture;

final class JettyRoundTripWithoutAcceptorsTest extends JettyRoundTripTest {
  @Override
  protected ResourceFixture start() throws Exception {
    return JettyFixture.start(new Gate(), 0, Waiting.A_THREAD);
  }
}
