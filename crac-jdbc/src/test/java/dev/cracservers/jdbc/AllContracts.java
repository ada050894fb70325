// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import dev.cracservers.testkit.PoolCloseContract;
import dev.cracservers.testkit.PoolFixture;
import dev.cracservers.testkit.PoolReopenContract;
import dev.cracservers.testkit.RoundTripContract;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/** All contracts of a pool, for one kind on one database. */
abstract class AllContracts {
  private final PoolKind kind;
  private final Database database;

  AllContracts(PoolKind kind, Database database) {
    this.kind = kind;
    this.database = database;
  }

  /** What the server of the database has open was not opened by the pool. */
  @BeforeEach
  final void startDatabase() {
    database.port();
  }

  private PoolFixture straight() throws Exception {
    return AnyPool.straight(kind, database, OnDrainTimeout.FORCE);
  }

  @Nested
  final class Close extends PoolCloseContract {
    @Override
    protected PoolFixture start() throws Exception {
      return straight();
    }
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
