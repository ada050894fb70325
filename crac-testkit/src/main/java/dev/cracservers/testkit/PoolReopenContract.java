// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.core.CheckpointReport.PhaseSpan;
import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Phase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What every pool does in REOPEN: when it returns the pool works and has proved it, or it says
 * clearly that it does not.
 */
public abstract class PoolReopenContract extends PoolContract {
  private static final CheckpointSettings IMPATIENT =
      CheckpointSettings.defaults().withDeadline(Phase.REOPEN, Duration.ofMillis(500));

  @Test
  void itWorksOnceReopenHasReturned() throws Exception {
    Rehearsal rehearsal =
        rehearse()
            .at(
                Moment.REOPEN_RETURNED,
                () -> {
                  assertThat(pool().physicalConnections())
                      .as("connections that prove it usable")
                      .isPositive();
                  pool().use();
                });

    for (int round = 0; round < 3; round++) {
      assertThat(rehearsal.checkpoint().outcome()).isEqualTo(Outcome.RESTORED);
    }
  }

  @Test
  void noConnectionIsOpenedBeforeReopen() throws Exception {
    rehearse()
        .at(
            Moment.BEFORE_REOPEN,
            () -> assertThat(pool().physicalConnections()).as("connections").isZero())
        .checkpoint();
  }

  @Test
  void aDatabaseThatIsGoneAfterTheRestoreIsAClearErrorAndNothingRebinds() throws Exception {
    Rehearsal rehearsal = rehearse(IMPATIENT).at(Moment.FROZEN, pool()::makeDatabaseUnavailable);

    CheckpointException failed =
        catchThrowableOfType(CheckpointException.class, rehearsal::checkpoint);

    assertThat(failed.report().outcome()).isEqualTo(Outcome.RESTORE_FAILED);
    assertThat(failed).hasMessageContaining(pool().resource().name());
    // Of the resource itself: the exception of the coordinator names its causes, too.
    assertThat(failed.getSuppressed()[0].getMessage())
        .as("who, what, after how long")
        .containsPattern("\\d+ ms");
    assertThat(failed.report().phases()).extracting(PhaseSpan::phase).doesNotContain(Phase.REBIND);
  }

  @Test
  void aDatabaseThatComesBackInTimeIsWaitedFor() throws Exception {
    List<Background<Boolean>> operators = new ArrayList<>();
    Rehearsal rehearsal =
        rehearse()
            .at(Moment.FROZEN, pool()::makeDatabaseUnavailable)
            .at(Moment.BEFORE_REOPEN, () -> operators.add(inBackground(this::bringDatabaseBack)));

    assertThat(rehearsal.checkpoint().outcome()).isEqualTo(Outcome.RESTORED);

    assertThat(operators.get(0).result().get(10, TimeUnit.SECONDS)).as("it was tried").isTrue();
    pool().use();
  }

  @Test
  void anUndoWithoutDatabaseRecoversOnceItIsBack() throws Exception {
    Rehearsal rehearsal =
        rehearse(IMPATIENT)
            .at(
                Moment.CLOSE_RETURNED,
                () -> {
                  pool().makeDatabaseUnavailable();
                  throw new IllegalStateException("somebody else cannot close");
                });

    CheckpointException refused =
        catchThrowableOfType(CheckpointException.class, rehearsal::checkpoint);

    assertThat(refused).hasMessageContaining("somebody else cannot close");
    pool().makeDatabaseAvailable();
    assertThat(Deadline.after(patience()).await(this::works))
        .as("the pool recovers once the database is back")
        .isTrue();
  }

  /** For a pool that is to recover. */
  Duration patience() {
    return Duration.ofSeconds(10);
  }

  private boolean bringDatabaseBack() throws Exception {
    boolean tried =
        Deadline.after(Duration.ofSeconds(10)).await(() -> pool().refusedAttempts() > 0);
    pool().makeDatabaseAvailable();
    return tried;
  }

  private boolean works() {
    try {
      pool().use();
      return true;
    } catch (SQLException notYet) {
      return false;
    }
  }
}
