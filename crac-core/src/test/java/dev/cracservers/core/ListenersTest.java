// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ListenersTest {
  @TempDir Path folder = Path.of("");

  private final Listeners listeners = new Listeners();
  private final List<String> heard = new ArrayList<>();

  private final class Hearing implements CheckpointListener {
    @Override
    public void phaseStarted(PhasePass pass) {
      heard.add(pass.toString());
    }
  }

  private static final class Throwing implements CheckpointListener {
    @Override
    public void phaseStarted(PhasePass pass) {
      throw new IllegalStateException("this listener is broken");
    }
  }

  @AfterEach
  void clear() {
    System.clearProperty(ProgressFile.FILE_PROPERTY);
  }

  @Test
  void oneThatThrowsDisturbsNobody() throws Exception {
    listeners.add(new Throwing());
    listeners.add(new Hearing());

    listeners.phaseStarted(new PhasePass(Phase.CLOSE, true));

    assertThat(heard).containsExactly("CLOSE (undo)");
  }

  @Test
  void oneThatIsRemovedHearsNoMore() {
    Registration registration = listeners.add(new Hearing());
    registration.close();
    registration.close();

    listeners.phaseStarted(new PhasePass(Phase.CLOSE, false));

    assertThat(heard).isEmpty();
  }

  @Test
  void progressIsALineForEachPhaseAndStep() throws IOException {
    Path file = Files.createFile(folder.resolve("progress"));
    System.setProperty(ProgressFile.FILE_PROPERTY, file.toString());
    listeners.add(new ProgressFile());
    CheckpointReport.Span span =
        new CheckpointReport.Span(Duration.ZERO, Duration.ofNanos(1_250_000));

    listeners.phaseStarted(new PhasePass(Phase.DRAIN, false));
    listeners.stepFinished(
        new CheckpointReport.Step(
            "http connector",
            new PhasePass(Phase.DRAIN, false),
            span,
            Map.of("finished", 2L),
            null));
    listeners.phaseStarted(new PhasePass(Phase.REBIND, true));
    listeners.stepFinished(
        new CheckpointReport.Step(
            "pool", new PhasePass(Phase.REOPEN, true), span, Map.of(), "two\nlines"));

    assertThat(file)
        .hasContent(
            """
            phase DRAIN
            step DRAIN 1.3 http_connector {finished=2}
            phase REBIND-UNDO
            fail REOPEN-UNDO 1.3 pool {} two lines
            """);
  }

  @Test
  void aProgressFileThatIsGoneIsToldOnceAndNotWrittenToAgain() {
    System.setProperty(ProgressFile.FILE_PROPERTY, folder.resolve("gone").toString());
    assertThatNoException()
        .isThrownBy(() -> new ProgressFile().phaseStarted(new PhasePass(Phase.DRAIN, false)));
    assertThat(System.getProperty(ProgressFile.FILE_PROPERTY)).isNull();
  }

  @Test
  void withoutAWatcherThereIsNoProgressFile() {
    assertThatNoException()
        .isThrownBy(() -> new ProgressFile().phaseStarted(new PhasePass(Phase.DRAIN, false)));
  }
}
