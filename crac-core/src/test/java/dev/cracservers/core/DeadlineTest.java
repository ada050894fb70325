// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class DeadlineTest {
  private final FakeClock clock = new FakeClock();

  @Test
  void itCountsDownOnTheGivenClock() {
    Deadline deadline = Deadline.after(Duration.ofSeconds(10), clock);
    clock.advance(Duration.ofSeconds(4));

    assertThat(deadline.budget()).isEqualTo(Duration.ofSeconds(10));
    assertThat(deadline.elapsed()).isEqualTo(Duration.ofSeconds(4));
    assertThat(deadline.remaining()).isEqualTo(Duration.ofSeconds(6));
    assertThat(deadline.isExpired()).isFalse();
    assertThat(deadline).hasToString("6000 ms of 10000 ms left");
  }

  @Test
  void nothingIsLeftOnceItHasExpired() {
    Deadline deadline = Deadline.after(Duration.ofSeconds(10), clock);
    clock.advance(Duration.ofSeconds(10));

    assertThat(deadline.remaining()).isZero();
    assertThat(deadline.isExpired()).isTrue();
    clock.advance(Duration.ofSeconds(1));
    assertThat(deadline.remaining()).isZero();
  }

  @Test
  void withoutABudgetItHasExpiredFromTheStart() {
    assertThat(Deadline.after(Duration.ZERO, clock).isExpired()).isTrue();
    assertThat(Deadline.after(Duration.ofSeconds(-1), clock).isExpired()).isTrue();
  }

  @Test
  void itWaitsForACondition() throws Exception {
    AtomicInteger looks = new AtomicInteger();

    boolean held = Deadline.after(Duration.ofSeconds(10)).await(() -> looks.incrementAndGet() == 3);

    assertThat(held).isTrue();
    assertThat(looks).hasValue(3);
  }

  @Test
  void itLooksOnceMoreAfterItHasExpired() throws Exception {
    AtomicInteger looks = new AtomicInteger();
    Deadline deadline = Deadline.after(Duration.ofSeconds(1), clock);

    boolean held =
        deadline.await(
            () -> {
              clock.advance(Duration.ofSeconds(1));
              return looks.incrementAndGet() == 2;
            });

    assertThat(held).isTrue();
  }

  @Test
  void aConditionThatNeverHoldsIsGivenUp() throws Exception {
    Deadline deadline = Deadline.after(Duration.ofSeconds(1), clock);

    boolean held =
        deadline.await(
            () -> {
              clock.advance(Duration.ofMillis(400));
              return false;
            });

    assertThat(held).isFalse();
  }

  @Test
  void aWaitIsInterruptible() {
    Thread.currentThread().interrupt();

    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> Deadline.after(Duration.ofSeconds(10)).await(() -> false));
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void aStageIsInTimeLateOrFailed() throws Exception {
    Deadline expired = Deadline.after(Duration.ZERO, clock);

    assertThat(expired.await(CompletableFuture.completedFuture("done"))).isTrue();
    assertThat(expired.await(new CompletableFuture<>())).isFalse();
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(
            () -> expired.await(CompletableFuture.failedFuture(new IllegalStateException("no"))))
        .withRootCauseInstanceOf(IllegalStateException.class);
  }
}
