// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cracservers.criu.platform.ProcessIdentity;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which of the two a process is, the dumped or a restored one, wherever the image froze it. */
final class DumpWatchTest {
  private static final ProcessIdentity DUMPED = new ProcessIdentity("boot", "4711");

  /** More than the questions that are asked until the life of the worker is looked at twice. */
  private static final int QUESTIONS = 700;

  /** What is found: an exception, if there is a result that cannot be read. */
  private record State(
      ProcessIdentity identity, String result, boolean workerAlive, boolean folder) {
    static final State DUMPING = new State(DUMPED, "", true, true);

    boolean hasResult() {
      return !result.isEmpty();
    }
  }

  /** Answers the first questions by one state and all later ones by another. */
  private static final class Frozen implements DumpWatch.World {
    private final State before;
    private final State after;
    private int left;

    Frozen(State before, int questions, State after) {
      this.before = before;
      this.after = after;
      // The first one is asked before the dump.
      this.left = questions + 1;
    }

    private State next() {
      return left-- > 0 ? before : after;
    }

    @Override
    public ProcessIdentity identity() {
      return next().identity();
    }

    @Override
    public boolean hasResult() {
      return next().hasResult();
    }

    @Override
    public String readResult() throws IOException {
      String result = next().result();
      if (result.isEmpty() || result.equals("vanished")) {
        throw new NoSuchFileException("result");
      }
      return result;
    }

    @Override
    public boolean isWorkerAlive() {
      return next().workerAlive();
    }

    @Override
    public boolean hasFolder() {
      return next().folder();
    }

    @Override
    public void pause() {}
  }

  static Stream<State> restoredStates() {
    return Stream.of(new ProcessIdentity("boot", "9999"), new ProcessIdentity("other", "4711"))
        .flatMap(
            identity ->
                Stream.of("", "done", "status 1 9999", "garbage x", "vanished")
                    .flatMap(
                        result ->
                            Stream.of(true, false)
                                .flatMap(
                                    alive ->
                                        Stream.of(true, false)
                                            .map(
                                                folder ->
                                                    new State(identity, result, alive, folder)))));
  }

  @ParameterizedTest
  @MethodSource("restoredStates")
  void aRestoredProcessKnowsItWhereverItWasFrozen(State restored) throws IOException {
    for (int questions = 0; questions < QUESTIONS; questions++) {
      DumpWatch watch = new DumpWatch(new Frozen(State.DUMPING, questions, restored));
      assertThat(watch.await()).as("frozen after question %d", questions).isEmpty();
    }
  }

  @Test
  void theDumpedProcessTakesTheResultOfTheWorker() throws IOException {
    for (int questions = 0; questions < QUESTIONS; questions++) {
      State ended = new State(DUMPED, "done", false, true);
      Optional<DumpOutcome> outcome =
          new DumpWatch(new Frozen(State.DUMPING, questions, ended)).await();
      assertThat(outcome).as("ended after question %d", questions).isPresent();
      assertThat(outcome.orElseThrow().isDone()).as("question %d", questions).isTrue();
    }
  }

  @Test
  void theDumpedProcessSeesThatTheWorkerWasKilled() throws IOException {
    for (int questions = 0; questions < QUESTIONS; questions++) {
      State killed = new State(DUMPED, "", false, true);
      assertThat(new DumpWatch(new Frozen(State.DUMPING, questions, killed)).await()).isPresent();
    }
  }

  @Test
  void theDumpedProcessFailsIfTheResultCannotBeRead() {
    State unreadable = new State(DUMPED, "vanished", true, true);
    DumpWatch watch = new DumpWatch(new Frozen(State.DUMPING, 0, unreadable));
    assertThatThrownBy(watch::await).isInstanceOf(NoSuchFileException.class);
  }
}
