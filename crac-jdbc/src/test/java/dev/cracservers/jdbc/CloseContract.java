// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import dev.cracservers.testkit.PoolCloseContract;
import dev.cracservers.testkit.PoolFixture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/** The contract of CLOSE, for one kind of pool on one database. */
abstract class CloseContract {
  final PoolKind kind;
  final Database database;

  CloseContract(PoolKind kind, Database database) {
    this.kind = kind;
    this.database = database;
  }

  /** What the server of the database has open was not opened by the pool. */
  @BeforeEach
  final void startDatabase() {
    database.port();
  }

  final PoolFixture straight() throws Exception {
    return AnyPool.straight(kind, database, OnDrainTimeout.FORCE);
  }

  @Nested
  final class Close extends PoolCloseContract {
    @Override
    protected PoolFixture start() throws Exception {
      return straight();
    }
  }
}
