// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.core.Deadline;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class GateTest {
  private final Gate gate = new Gate();

  @Test
  void whoArrivesWaitsUntilItIsOpen() throws Exception {
    FutureTask<Boolean> passing = start();
    gate.awaitArrivals(1);
    assertThat(passing.isDone()).isFalse();

    gate.open();

    assertThat(passing.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whoMustNotBlockIsTold() {
    CompletableFuture<Void> arrived = gate.arrive().toCompletableFuture();
    assertThat(arrived).isNotDone();

    gate.open();

    assertThat(arrived).isCompleted();
    assertThat(gate.arrive().toCompletableFuture()).isCompleted();
  }

  @Test
  void onceShutItHoldsAgainAndCountsAnew() throws Exception {
    gate.open();
    gate.pass();
    gate.shut();

    FutureTask<Boolean> passing = start();
    gate.awaitArrivals(1);

    assertThat(passing.isDone()).isFalse();
    gate.open();
    assertThat(passing.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void itOpensOnceItIsAwaited() throws Exception {
    CompletableFuture<Void> load = gate.arrive().toCompletableFuture();
    CountDownLatch begun = new CountDownLatch(1);
    Thread checkpoint =
        new Thread(
            () -> {
              begun.countDown();
              load.join();
            },
            "checkpoint");

    checkpoint.start();
    begun.await();
    gate.openOnceAwaitedBy(checkpoint);

    checkpoint.join();
    assertThat(load).isCompleted();
  }

  @Test
  void aThreadWaitsWhenItIsParkedAndNotWhenItRuns() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    FutureTask<Boolean> parked = new FutureTask<>(() -> end.await(20, TimeUnit.SECONDS));
    Thread thread = new Thread(parked, "parked");
    assertThat(Gate.isWaiting(thread)).isFalse();
    thread.start();

    assertThat(Deadline.after(Duration.ofSeconds(10)).await(() -> Gate.isWaiting(thread))).isTrue();
    assertThat(Gate.isWaiting(Thread.currentThread())).isFalse();
    end.countDown();
    assertThat(parked.get(10, TimeUnit.SECONDS)).isTrue();
  }

  private FutureTask<Boolean> start() {
    FutureTask<Boolean> passing =
        new FutureTask<>(
            () -> {
              gate.pass();
              return true;
            });
    new Thread(passing, "request").start();
    return passing;
  }
}
