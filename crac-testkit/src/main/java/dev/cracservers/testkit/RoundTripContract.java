// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.core.Deadline;
import dev.cracservers.testkit.SimulatedCheckpoint.Result;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What everything that takes part does over whole cycles: it leaves nothing open in any image,
 * works after each, however that image ended, and every cycle is like the first.
 */
@Timeout(60)
public abstract class RoundTripContract {
  private static final int CYCLES = 5;

  private DescriptorLedger before = DescriptorLedger.now();
  private @Nullable ResourceFixture started;
  private @Nullable Rehearsal rehearsal;

  /** Starts what is tested. */
  protected abstract ResourceFixture start() throws Exception;

  /** For what ends on threads of its own, such as a connection whose client has left. */
  Duration patience() {
    return Duration.ofSeconds(5);
  }

  @BeforeEach
  final void startFixture() throws Exception {
    before = DescriptorLedger.now();
    started = start();
    rehearsal = Rehearsal.of(fixture().resource(), CheckpointSettings.defaults());
    rehearsal.at(Moment.FROZEN, () -> assertThat(open().descriptors()).isEmpty());
  }

  @AfterEach
  final void stopFixture() throws Exception {
    if (rehearsal != null) {
      rehearsal.close();
    }
    fixture().stop();
  }

  @Test
  void everyRestoreWorksLikeTheFirst() throws Exception {
    for (int cycle = 0; cycle < CYCLES; cycle++) {
      fixture().use();
      assertThat(checkpoint(Result.RESTORED).outcome()).isEqualTo(Outcome.RESTORED);
      fixture().use();
    }
  }

  @Test
  void aCycleWithoutUseInBetweenWorks() throws Exception {
    for (int cycle = 0; cycle < CYCLES; cycle++) {
      checkpoint(Result.RESTORED);
    }
    fixture().use();
  }

  @Test
  void aProcessLeftRunningServesOn() throws Exception {
    for (int cycle = 0; cycle < CYCLES; cycle++) {
      assertThat(checkpoint(Result.LEFT_RUNNING).outcome()).isEqualTo(Outcome.RESUMED);
      fixture().use();
    }
  }

  @Test
  void afterAFailedImageItServesOn() throws Exception {
    for (int cycle = 0; cycle < CYCLES; cycle++) {
      CheckpointException refused =
          catchThrowableOfType(CheckpointException.class, () -> checkpoint(Result.FAILED));
      assertThat(refused.report().outcome()).isEqualTo(Outcome.REFUSED);
      fixture().use();
    }
    assertThat(checkpoint(Result.RESTORED).outcome()).isEqualTo(Outcome.RESTORED);
    fixture().use();
  }

  @Test
  void descriptorsDoNotAddUp() throws Exception {
    fixture().use();
    checkpoint(Result.RESTORED);
    fixture().use();
    int first = open().descriptors().size();
    for (int cycle = 0; cycle < CYCLES; cycle++) {
      checkpoint(Result.RESTORED);
      fixture().use();
    }

    int most = Math.max(first, fixture().mostDescriptors());
    boolean same = Deadline.after(patience()).await(() -> open().descriptors().size() <= most);

    assertThat(same).as("%s open after the first cycle, now\n%s", first, open()).isTrue();
  }

  @Test
  void threadsDoNotAddUp() throws Exception {
    fixture().use();
    checkpoint(Result.RESTORED);
    fixture().use();
    int first = Thread.activeCount();
    for (int cycle = 0; cycle < 2 * CYCLES; cycle++) {
      checkpoint(Result.RESTORED);
      fixture().use();
    }

    boolean same =
        Deadline.after(patience()).await(() -> Thread.activeCount() <= first + CYCLES / 2);

    assertThat(same).as("%s threads at first, now %s", first, Thread.activeCount()).isTrue();
  }

  private CheckpointReport checkpoint(Result result) throws CheckpointException {
    Rehearsal ready = Objects.requireNonNull(rehearsal);
    ready.image().withResult(result);
    return ready.checkpoint();
  }

  private DescriptorLedger open() {
    return DescriptorLedger.now().minus(before).without(fixture()::isForeign);
  }

  private ResourceFixture fixture() {
    return Objects.requireNonNull(started);
  }
}
