// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import dev.cracservers.testkit.PoolCloseContract;
import dev.cracservers.testkit.PoolFixture;
import org.junit.jupiter.api.BeforeAll;

final class HikariPoolCloseTest extends PoolCloseContract {
  @BeforeAll
  static void startDatabase() {
    Postgres.port();
  }

  @Override
  protected PoolFixture start() throws Exception {
    return PostgresPool.cuttingWithoutRelay();
  }
}
