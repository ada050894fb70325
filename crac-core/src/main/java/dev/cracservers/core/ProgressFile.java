// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends what a cycle does to the file that an engine names, while somebody watches, in the system
 * property {@value #FILE_PROPERTY}: one line {@code phase NAME} or {@code step PHASE MILLIS
 * RESOURCE COUNTS} each, {@code fail} in place of {@code step} with the reason behind it. The file
 * is closed after each line, so that it is not open in the image.
 */
final class ProgressFile implements CheckpointListener {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointCoordinator.class);

  static final String FILE_PROPERTY = "dev.cracservers.progress";

  @Override
  public void phaseStarted(PhasePass pass) {
    append("phase " + name(pass));
  }

  @Override
  public void stepFinished(CheckpointReport.Step step) {
    String rest =
        String.format(
            Locale.ROOT,
            " %s %.1f %s %s",
            name(step.pass()),
            step.span().duration().toNanos() / 1e6,
            step.resource().replace(' ', '_'),
            new TreeMap<>(step.counts()));
    append(step.failure() == null ? "step" + rest : "fail" + rest + " " + step.failure());
  }

  private static String name(PhasePass pass) {
    return pass.undo() ? pass.phase() + "-UNDO" : pass.phase().name();
  }

  private static void append(String line) {
    String file = System.getProperty(FILE_PROPERTY);
    if (file == null) {
      return;
    }
    try {
      Files.writeString(Path.of(file), line.replace('\n', ' ') + "\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      // The command that watched has ended: the cycle goes on, and nobody reads the rest.
      System.clearProperty(FILE_PROPERTY);
      LOG.warn("the progress of this checkpoint is not reported any more: {}", e.toString());
    }
  }
}
