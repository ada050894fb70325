// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import dev.cracservers.testkit.PoolFixture;
import dev.cracservers.testkit.PoolReopenContract;
import dev.cracservers.testkit.RoundTripContract;
import org.junit.jupiter.api.Nested;

/** All contracts of a pool, for one kind on one database. */
abstract class AllContracts extends CloseContract {
  AllContracts(PoolKind kind, Database database) {
    super(kind, database);
  }

  @Nested
  final class Reopen extends PoolReopenContract {
    @Override
    protected PoolFixture start() throws Exception {
      return AnyPool.relayed(kind, database, OnDrainTimeout.FORCE);
    }
  }

  @Nested
  final class RoundTrip extends RoundTripContract {
    @Override
    protected PoolFixture start() throws Exception {
      return straight();
    }
  }
}
