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
    checkpointUnderLoad(PostgresPool.startWithoutRelay(5, builder -> {}), false, 8, 20);
  }

  @Test
  void twoHundredThreadsOnFiveConnections() throws Exception {
    checkpointUnderLoad(PostgresPool.startWithoutRelay(5, builder -> {}), false, 200, 20);
  }

  @Test
  void connectionsThatTakeLongToMake() throws Exception {
    PostgresPool started = PostgresPool.start(5, builder -> {});
    started.relay().delay(Duration.ofMillis(150));
    checkpointUnderLoad(started, true, 50, 10);
  }

  private static void checkpointUnderLoad(
      PostgresPool started, boolean relayed, int threads, int rounds) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    LongAdder calls = new LongAdder();
    List<Future<Boolean>> load = new ArrayList<>();
    try (started;
        Callers callers = new Callers();
        Rehearsal rehearsal = Rehearsal.of(started.resource(), defaults())) {
      for (int i = 0; i < threads; i++) {
        load.add(
            callers.begin(
                () -> {
                  while (!over.get()) {
                    started.use();
                    calls.increment();
                  }
                  return true;
                }));
      }
      rehearsal.at(Moment.FROZEN, () -> assertNothingIsOpen(started, relayed));
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

  private static void assertNothingIsOpen(PostgresPool pool, boolean relayed)
      throws InterruptedException {
    assertThat(Deadline.after(WATCHED).await(() -> pool.physicalConnections() > 0))
        .as("a connection is open after CLOSE")
        .isFalse();
    if (!relayed) {
      assertThat(pool.opened().descriptors()).isEmpty();
    }
  }
}
