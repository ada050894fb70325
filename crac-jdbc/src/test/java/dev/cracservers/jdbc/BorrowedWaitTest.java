// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.core.Deadline;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
final class BorrowedWaitTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final CallerGate gate = new CallerGate();

  @ParameterizedTest
  @CsvSource({"400, 200", "2000, 1000", "3000, 1000", "4000, 1000", "40000, 10000"})
  void aQuarterIsKeptAndOfAShortDeadlineMore(long budget, long kept) {
    // Its clock stands still.
    Deadline deadline = Deadline.after(Duration.ofMillis(budget), () -> 0);

    assertThat(BorrowedWait.kept(deadline)).hasMillis(kept);
  }

  @Test
  void whoWaitsIsLetInLessAndLessOften() throws Exception {
    gate.shut();
    AtomicInteger admitted = new AtomicInteger();
    try (Callers callers = new Callers()) {
      Future<Boolean> caller = callers.begin(() -> passAgainAndAgain(admitted));
      PostgresPool.await("a caller waits", () -> gate.waiting() == 1);

      boolean returned =
          new BorrowedWait(gate, () -> false)
              .await(Deadline.after(Duration.ofSeconds(1)), Duration.ZERO);

      assertThat(returned).isFalse();
      // After 100 ms, 200 ms more, 400 ms more; the next time would be too late.
      assertThat(admitted).hasPositiveValue().hasValueLessThanOrEqualTo(3);
      gate.open();
      assertThat(Callers.result(caller)).isTrue();
    }
  }

  @Test
  void nobodyIsWaitedForWhoHasGivenBack() throws Exception {
    assertThat(new BorrowedWait(gate, () -> true).await(Deadline.after(LONG), Duration.ZERO))
        .isTrue();
  }

  private boolean passAgainAndAgain(AtomicInteger admitted) throws SQLException {
    while (true) {
      gate.pass("orders", LONG, "borrowTimeout");
      if (CallerGate.isOpen(gate.turn())) {
        return true;
      }
      admitted.incrementAndGet();
    }
  }
}
