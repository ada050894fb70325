// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import dev.cracservers.criu.platform.EngineProperties;
import dev.cracservers.criu.platform.Shutdown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tells a watching launcher how a checkpoint goes, one line an event. Whoever else takes part finds
 * the same file in the system property {@value EngineProperties#PROGRESS_FILE}.
 */
final class Progress {
  private final @Nullable Path file;

  private Progress(@Nullable Path file) {
    this.file = file;
  }

  static Progress to(@Nullable Path file) {
    return new Progress(file);
  }

  /** Somebody watches from here on. */
  Progress begin() {
    if (file != null) {
      System.setProperty(EngineProperties.PROGRESS_FILE, file.toString());
    }
    return this;
  }

  /** Runs a part of the engine's work and tells that it began, and how long it took. */
  void step(String name, Runnable work) {
    begin(name);
    long begun = System.nanoTime();
    work.run();
    tell(String.format(Locale.ROOT, "end %s %.1f", name, (System.nanoTime() - begun) / 1e6));
  }

  /** Tells that a part of the engine's work began, of which somebody else tells the end. */
  void begin(String name) {
    tell("begin " + name);
  }

  /** Appends a line. The file is closed after it, so that it is never open in an image. */
  void tell(String event) {
    if (file == null) {
      return;
    }
    try {
      Files.writeString(file, event.replace('\n', ' ') + "\n", StandardOpenOption.APPEND);
    } catch (IOException nobodyWatchesAnyMore) {
      // A launcher that was ended takes its file with it; the checkpoint does not depend on it.
    }
  }

  /**
   * Tells why a checkpoint failed, and whether this process serves on: the last line of it, {@code
   * refused} or {@code broken}.
   */
  void refuse(CheckpointException reasons) {
    String why = Causes.inOneLine(reasons.getSuppressed());
    if (Shutdown.isUnderWay()) {
      tell("broken this process is shutting down; " + why);
    } else {
      tell((reasons.isServing() ? "refused " : "broken ") + why);
    }
  }

  /** Nobody watches from here on: a restored process must not write to the file of its ancestor. */
  void end() {
    System.clearProperty(EngineProperties.PROGRESS_FILE);
  }
}
