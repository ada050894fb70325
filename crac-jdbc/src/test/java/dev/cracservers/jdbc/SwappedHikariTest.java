// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import dev.cracservers.testkit.PoolCloseContract;
import dev.cracservers.testkit.PoolFixture;
import dev.cracservers.testkit.PoolReopenContract;
import dev.cracservers.testkit.RoundTripContract;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

final class SwappedHikariTest {
  @BeforeAll
  static void startDatabase() {
    Postgres.port();
  }

  private static PoolFixture swapped() throws Exception {
    return SwapFixture.cutting(port -> DataSourceResource.over("orders", () -> Pools.hikari(port)));
  }

  @Nested
  final class Close extends PoolCloseContract {
    @Override
    protected PoolFixture start() throws Exception {
      return swapped();
    }
  }

  @Nested
  final class Reopen extends PoolReopenContract {
    @Override
    protected PoolFixture start() throws Exception {
      return swapped();
    }
  }

  @Nested
  final class RoundTrip extends RoundTripContract {
    @Override
    protected PoolFixture start() throws Exception {
      return swapped();
    }
  }
}
