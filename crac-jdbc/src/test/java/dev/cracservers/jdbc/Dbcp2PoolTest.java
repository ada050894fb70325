// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import dev.cracservers.testkit.PoolCloseContract;
import dev.cracservers.testkit.PoolFixture;
import dev.cracservers.testkit.PoolReopenContract;
import dev.cracservers.testkit.RoundTripContract;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

final class Dbcp2PoolTest {
  @BeforeAll
  static void startDatabase() {
    Postgres.port();
  }

  private static PoolFixture inPlace() throws Exception {
    return SwapFixture.cutting(port -> Dbcp2Pool.inPlace("orders", Pools.dbcp2(port), today -> {}));
  }

  @Nested
  final class Close extends PoolCloseContract {
    @Override
    protected PoolFixture start() throws Exception {
      return inPlace();
    }
  }

  @Nested
  final class Reopen extends PoolReopenContract {
    @Override
    protected PoolFixture start() throws Exception {
      return inPlace();
    }
  }

  @Nested
  final class RoundTrip extends RoundTripContract {
    @Override
    protected PoolFixture start() throws Exception {
      return inPlace();
    }
  }
}
