// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import java.time.Duration;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * The contracts, held by what breaks them. No test by itself: {@link ContractsCanFailTest} runs it.
 */
final class BrokenContracts {
  /** What is broken would use up all of it. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final String ASKED = "dev.cracservers.testkit.BrokenContracts#isAsked";

  static boolean asked;
  static BrokenServer.Fault serverFault = BrokenServer.Fault.KEEPS_LISTENING;
  static BrokenPool.Fault poolFault = BrokenPool.Fault.KEEPS_ONE;

  @EnabledIf(ASKED)
  static final class Drain extends ConnectorDrainContract {
    @Override
    protected ConnectorFixture start(Gate gate) throws Exception {
      return new BrokenServer(gate, serverFault);
    }

    @Override
    Duration patience() {
      return PATIENCE;
    }
  }

  @EnabledIf(ASKED)
  static final class Close extends ConnectorCloseContract {
    @Override
    protected ConnectorFixture start(Gate gate) throws Exception {
      return new BrokenServer(gate, serverFault);
    }
  }

  @EnabledIf(ASKED)
  static final class Rebind extends ConnectorRebindContract {
    @Override
    protected ConnectorFixture start(Gate gate) throws Exception {
      return new BrokenServer(gate, serverFault);
    }
  }

  @EnabledIf(ASKED)
  static final class RoundTrip extends RoundTripContract {
    @Override
    protected ResourceFixture start() throws Exception {
      return new BrokenServer(new Gate(), serverFault);
    }

    @Override
    Duration patience() {
      return PATIENCE;
    }
  }

  @EnabledIf(ASKED)
  static final class PoolClose extends PoolCloseContract {
    @Override
    protected PoolFixture start() {
      return new BrokenPool(poolFault);
    }
  }

  @EnabledIf(ASKED)
  static final class PoolReopen extends PoolReopenContract {
    @Override
    protected PoolFixture start() {
      return new BrokenPool(poolFault);
    }

    @Override
    Duration patience() {
      return PATIENCE;
    }
  }

  private BrokenContracts() {}

  static boolean isAsked() {
    return asked;
  }
}
