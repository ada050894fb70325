// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static dev.cracservers.core.CheckpointSettings.defaults;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Phase;
import dev.cracservers.core.RestoreContext;
import dev.cracservers.testkit.Moment;
import dev.cracservers.testkit.Rehearsal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Forty checkpoints of each pool on each database while it is in every state a pool can be in: no
 * socket is open at any image, and no call fails. All pools go through each checkpoint at the same
 * time, on a thread of their own, since most of the time they wait for connections.
 */
@Timeout(300)
final class JudgedPoolsIT {
  private static final int ROUNDS = 40;
  private static final Duration WATCHED = Duration.ofMillis(5);
  private static final Duration PATIENT = Duration.ofSeconds(60);

  /** With the driver of MySQL, too, beside that of MariaDB. */
  private static final List<PoolKind> MYSQL =
      List.of(PoolKind.HIKARI_RUNNING, PoolKind.DBCP2_SWAPPED);

  private interface Step {
    void of(JudgedPool pool) throws Exception;
  }

  private final List<JudgedPool> pools = new ArrayList<>();
  private final Callers threads = new Callers();

  @Test
  void noSocketIsInAnyImageAndNoCallFails() throws Exception {
    try (Rehearsal rehearsal =
        Rehearsal.of(
            new AllAtOnce(),
            defaults().withDeadline(Phase.CLOSE, PATIENT).withDeadline(Phase.REOPEN, PATIENT))) {
      for (PoolKind kind : PoolKind.values()) {
        pools.add(new JudgedPool(kind, Database.POSTGRES));
        pools.add(new JudgedPool(kind, Database.MARIADB));
      }
      for (PoolKind kind : MYSQL) {
        pools.add(new JudgedPool(kind, Database.MYSQL));
      }
      rehearsal.at(Moment.FROZEN, this::assertNothingIsOpen);
      for (int round = 0; round < ROUNDS; round++) {
        int each = round;
        inParallel(pool -> pool.begin(each));
        rehearsal.checkpoint();
        inParallel(JudgedPool::end);
      }
      assertThat(pools).allMatch(pool -> pool.caughtConnecting() > 0, "was caught connecting");
    } finally {
      inParallel(JudgedPool::stop);
      threads.close();
    }
  }

  private void assertNothingIsOpen() throws InterruptedException {
    Set<Integer> ports = pools.stream().map(JudgedPool::port).collect(Collectors.toSet());
    assertThat(Deadline.after(WATCHED).await(() -> !OpenSockets.to(ports).isEmpty()))
        .as("a connection is open at the image")
        .isFalse();
  }

  private void inParallel(Step step) throws Exception {
    List<Future<Boolean>> steps = new ArrayList<>();
    for (JudgedPool pool : pools) {
      steps.add(
          threads.begin(
              () -> {
                try {
                  step.of(pool);
                  return true;
                } catch (Exception | AssertionError e) {
                  throw new IllegalStateException(pool + ": " + e, e);
                }
              }));
    }
    for (Future<Boolean> each : steps) {
      // A pool that is late says more than that it is.
      each.get(2 * PATIENT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /** All pools as one resource. */
  private final class AllAtOnce implements CheckpointResource {
    @Override
    public String name() {
      return "all pools";
    }

    @Override
    public void close(Deadline deadline) throws Exception {
      inParallel(pool -> pool.close(deadline));
    }

    @Override
    public void reopen(RestoreContext context) throws Exception {
      inParallel(pool -> pool.reopen(context));
    }
  }
}
