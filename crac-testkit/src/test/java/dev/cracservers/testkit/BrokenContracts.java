// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

/**
 * The contracts, held by what breaks them. No test by itself: {@link ContractsCanFailTest} runs it.
 */
final class BrokenContracts {
  static BrokenServer.Fault serverFault = BrokenServer.Fault.KEEPS_LISTENING;
  static BrokenPool.Fault poolFault = BrokenPool.Fault.KEEPS_ONE;

  static final class Drain extends ConnectorDrainContract {
    @Override
    protected ConnectorFixture start(Gate gate) throws Exception {
      return new BrokenServer(gate, serverFault);
    }
  }

  static final class Close extends ConnectorCloseContract {
    @Override
    protected ConnectorFixture start(Gate gate) throws Exception {
      return new BrokenServer(gate, serverFault);
    }
  }

  static final class Rebind extends ConnectorRebindContract {
    @Override
    protected ConnectorFixture start(Gate gate) throws Exception {
      return new BrokenServer(gate, serverFault);
    }
  }

  static final class RoundTrip extends RoundTripContract {
    @Override
    protected ResourceFixture start() throws Exception {
      return new BrokenServer(new Gate(), serverFault);
    }
  }

  static final class PoolClose extends PoolCloseContract {
    @Override
    protected PoolFixture start() {
      return new BrokenPool(poolFault);
    }
  }

  static final class PoolReopen extends PoolReopenContract {
    @Override
    protected PoolFixture start() {
      return new BrokenPool(poolFault);
    }
  }

  private BrokenContracts() {}
}
