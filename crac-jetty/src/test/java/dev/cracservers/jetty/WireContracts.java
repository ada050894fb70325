// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.jetty.JettyFixture.Waiting;
import dev.cracservers.testkit.ConnectorCloseContract;
import dev.cracservers.testkit.ConnectorDrainContract;
import dev.cracservers.testkit.ConnectorFixture;
import dev.cracservers.testkit.ConnectorRebindContract;
import dev.cracservers.testkit.Gate;
import dev.cracservers.testkit.ResourceFixture;
import dev.cracservers.testkit.RoundTripContract;
import org.junit.jupiter.api.Nested;

/** All contracts of a connector over one wire. */
abstract class WireContracts {
  private final Wire wire;

  WireContracts(Wire wire) {
    this.wire = wire;
  }

  @Nested
  final class Drain extends ConnectorDrainContract {
    @Override
    protected ConnectorFixture start(Gate gate) throws Exception {
      return JettyFixture.start(gate, wire, 1, Waiting.NO_THREAD);
    }
  }

  @Nested
  final class Close extends ConnectorCloseContract {
    @Override
    protected ConnectorFixture start(Gate gate) throws Exception {
      return JettyFixture.start(gate, wire, 1, Waiting.A_THREAD);
    }
  }

  @Nested
  final class RoundTrip extends RoundTripContract {
    @Override
    protected ResourceFixture start() throws Exception {
      return JettyFixture.start(new Gate(), wire, 1, Waiting.NO_THREAD);
    }
  }

  /** A connector on TCP. */
  abstract static class OnTcp extends WireContracts {
    private final Wire wire;

    OnTcp(Wire wire) {
      super(wire);
      this.wire = wire;
    }

    @Nested
    final class Rebind extends ConnectorRebindContract {
      @Override
      protected ConnectorFixture start(Gate gate) throws Exception {
        return JettyFixture.start(gate, wire, 0, Waiting.NO_THREAD);
      }
    }
  }
}
