// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static dev.cracservers.core.CheckpointSettings.defaults;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.core.Deadline;
import dev.cracservers.testkit.Moment;
import dev.cracservers.testkit.Rehearsal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Checkpoints under load that never drains: no call fails and no socket is there in the image. */
@Timeout(60)
final class HikariLoadTest {
  private static final Duration WATCHED = Duration.ofMillis(50);

  @Test
  void eightThreadsOnFiveConnections() throws Exception {
    checkpointUnderLoad(8, Duration.ZERO, 20);
  }

  @Test
  void twoHundredThreadsOnFiveConnections() throws Exception {
    checkpointUnderLoad(200, Duration.ZERO, 20);
  }

  @Test
  void connectionsThatTakeLongToMake() throws Exception {
    checkpointUnderLoad(50, Duration.ofMillis(150), 10);
  }

  private static void checkpointUnderLoad(int threads, Duration connectDelay, int rounds)
      throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    LongAdder calls = new LongAdder();
    List<Future<Boolean>> load = new ArrayList<>();
    try (PostgresPool pool = PostgresPool.start(5, builder -> {});
        Callers callers = new Callers();
        Rehearsal rehearsal = Rehearsal.of(pool.resource(), defaults())) {
      pool.relay().delay(connectDelay);
      for (int i = 0; i < threads; i++) {
        load.add(
            callers.begin(
                () -> {
                  while (!over.get()) {
                    pool.use();
                    calls.increment();
                  }
                  return true;
                }));
      }
      rehearsal.at(Moment.FROZEN, () -> assertNoSocketAppears(pool));
      try {
        for (int round = 0; round < rounds; round++) {
          long before = calls.sum();
          rehearsal.checkpoint();
          PostgresPool.await("the load goes on", () -> calls.sum() >= before + threads);
        }
      } finally {
        over.set(true);
      }
      for (Future<Boolean> each : load) {
        assertThat(Callers.result(each)).isTrue();
      }
    }
  }

  private static void assertNoSocketAppears(PostgresPool pool) throws InterruptedException {
    assertThat(Deadline.after(WATCHED).await(() -> pool.physicalConnections() > 0))
        .as("a socket appeared after CLOSE")
        .isFalse();
  }
}
