// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static dev.cracservers.core.CheckpointSettings.defaults;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import dev.cracservers.core.Deadline;
import dev.cracservers.testkit.DescriptorLedger;
import dev.cracservers.testkit.Moment;
import dev.cracservers.testkit.Rehearsal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Checkpoints under load that never drains: no call fails and no socket is there in the image. */
@Timeout(120)
final class PoolLoadTest {
  private static final Duration WATCHED = Duration.ofMillis(50);

  @BeforeAll
  static void startDatabase() {
    Postgres.port();
  }

  @ParameterizedTest
  @CsvSource({
    "HIKARI_BUILT, 8",
    "HIKARI_BUILT, 200",
    "HIKARI_RUNNING, 8",
    "HIKARI_RUNNING, 200",
    "AGROAL_SWAPPED, 8",
  })
  void manyThreadsOnFewConnections(PoolKind kind, int threads) throws Exception {
    DescriptorLedger before = DescriptorLedger.now();
    AnyPool pool = AnyPool.straight(kind, Database.POSTGRES, OnDrainTimeout.ABORT);
    checkpointUnderLoad(pool, threads, 10, before);
  }

  @ParameterizedTest
  @EnumSource(names = {"HIKARI_BUILT", "HIKARI_RUNNING"})
  void connectionsThatTakeLongToMake(PoolKind kind) throws Exception {
    AnyPool pool = AnyPool.relayed(kind, Database.POSTGRES, OnDrainTimeout.ABORT);
    DescriptorLedger before = DescriptorLedger.now();
    pool.relay().delay(Duration.ofMillis(150));
    checkpointUnderLoad(pool, 50, 10, before);
  }

  private static void checkpointUnderLoad(
      AnyPool pool, int threads, int rounds, DescriptorLedger before) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    LongAdder calls = new LongAdder();
    List<Future<Boolean>> load = new ArrayList<>();
    try (Callers callers = new Callers();
        Rehearsal rehearsal = Rehearsal.of(pool.resource(), defaults())) {
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
      rehearsal.at(Moment.FROZEN, () -> assertNothingIsOpen(pool, before));
      try {
        for (int round = 0; round < rounds; round++) {
          long callsBefore = calls.sum();
          rehearsal.checkpoint();
          PostgresPool.await("the load goes on", () -> calls.sum() >= callsBefore + threads);
        }
      } finally {
        over.set(true);
      }
      for (Future<Boolean> each : load) {
        assertThat(Callers.result(each)).isTrue();
      }
    } finally {
      pool.stop();
    }
  }

  private static void assertNothingIsOpen(AnyPool pool, DescriptorLedger before)
      throws InterruptedException {
    assertThat(Deadline.after(WATCHED).await(() -> pool.physicalConnections() > 0))
        .as("a connection is open after CLOSE")
        .isFalse();
    if (!pool.isRelayed()) {
      assertThat(DescriptorLedger.now().minus(before).descriptors()).isEmpty();
    }
  }
}
