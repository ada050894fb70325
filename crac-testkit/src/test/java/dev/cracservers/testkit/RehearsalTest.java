// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.core.CheckpointSettings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RehearsalTest {
  private final List<String> trail = new ArrayList<>();
  private final Rehearsal rehearsal =
      Rehearsal.of(new Traced("a", trail), CheckpointSettings.defaults());

  @AfterEach
  void close() throws Exception {
    rehearsal.close();
  }

  @Test
  void eachMomentLiesBetweenTheCallsItNames() throws Exception {
    for (Moment moment : Moment.values()) {
      rehearsal.at(moment, () -> trail.add(moment.name()));
    }

    assertThat(rehearsal.checkpoint().outcome()).isEqualTo(Outcome.RESTORED);

    assertThat(trail)
        .containsExactly(
            "drain a",
            "DRAIN_RETURNED",
            "BEFORE_CLOSE",
            "close a",
            "CLOSE_RETURNED",
            "FROZEN",
            "BEFORE_REOPEN",
            "reopen a",
            "REOPEN_RETURNED",
            "BEFORE_REBIND",
            "rebind a");
  }

  @ParameterizedTest
  @EnumSource(Moment.class)
  void aFailedAssertionComesOutAsItIsWhereverItFails(Moment moment) {
    AssertionError failed = new AssertionError("fd 7 is open");

    rehearsal.at(
        moment,
        () -> {
          throw failed;
        });

    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(rehearsal::checkpoint)
        .isSameAs(failed);
  }

  @Test
  void theFirstFailedAssertionComesOut() {
    AssertionError first = new AssertionError("first");
    rehearsal.at(
        Moment.CLOSE_RETURNED,
        () -> {
          throw first;
        });
    rehearsal.at(
        Moment.BEFORE_REBIND,
        () -> {
          throw new AssertionError("second");
        });

    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(rehearsal::checkpoint)
        .isSameAs(first);
  }

  @Test
  void anotherFailureIsAFailureOfTheCheckpoint() {
    rehearsal.at(
        Moment.BEFORE_CLOSE,
        () -> {
          throw new IllegalStateException("not now");
        });

    CheckpointException refused =
        catchThrowableOfType(CheckpointException.class, rehearsal::checkpoint);

    assertThat(refused).hasMessageContaining("not now");
    assertThat(rehearsal.image().images()).isZero();
  }

  @Test
  void afterAResetNothingIsDoneInBetween() throws Exception {
    rehearsal.at(Moment.FROZEN, () -> trail.add("frozen"));
    rehearsal.reset().checkpoint();

    assertThat(trail).doesNotContain("frozen");
  }
}
