// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import dev.cracservers.testkit.ResourceFixture;
import dev.cracservers.testkit.RoundTripContract;
import org.junit.jupiter.api.BeforeAll;

final class HikariPoolRoundTripTest extends RoundTripContract {
  @BeforeAll
  static void startDatabase() {
    Postgres.port();
  }

  @Override
  protected ResourceFixture start() throws Exception {
    return PostgresPool.cuttingWithoutRelay();
  }
}
