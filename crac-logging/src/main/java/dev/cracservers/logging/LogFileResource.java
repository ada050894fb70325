// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.logging;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Phase;
import dev.cracservers.core.RestoreContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The log files of this process: made with {@link #ofPresentLibraries()}, registered with a {@link
 * dev.cracservers.core.CheckpointCoordinator}.
 *
 * <ol>
 *   <li>{@link #close} closes the files; lines that are logged from then on are kept in memory;
 *   <li>{@link #reopen} opens them by name, at their end, and appends the kept lines: also if a
 *       file has grown, was moved away, or is that of another machine.
 * </ol>
 *
 * <p>Any thread may log at any time; one thread calls the phases.
 */
public final class LogFileResource implements CheckpointResource {

  /** Knows the files of one logging library. */
  interface Library {
    /** Returns the open files that can be closed and opened again. */
    List<Opened> opened();
  }

  /** An open log file. */
  interface Opened {
    void close() throws IOException;

    void reopen() throws IOException;
  }

  private final List<Library> libraries;
  private final List<Opened> closed = new ArrayList<>();
  private long count;

  LogFileResource(List<Library> libraries) {
    this.libraries = List.copyOf(libraries);
  }

  /**
   * Returns a resource over the files of Logback and of Log4j 2, as far as they are on the class
   * path. Which files are open is found out in each CLOSE.
   */
  public static LogFileResource ofPresentLibraries() {
    List<Library> present = new ArrayList<>();
    if (isPresent("ch.qos.logback.classic.LoggerContext")) {
      present.add(new LogbackFiles());
    }
    if (isPresent("org.apache.logging.log4j.core.LoggerContext")) {
      present.add(Log4jFiles.ofThisProcess());
    }
    return new LogFileResource(present);
  }

  private static boolean isPresent(String type) {
    try {
      Class.forName(type, false, LogFileResource.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  @Override
  public String name() {
    return "log-files";
  }

  /**
   * Closes the files.
   *
   * @throws IOException if one cannot be closed
   */
  @Override
  public void close(Deadline deadline) throws IOException {
    count = 0;
    for (Library library : libraries) {
      for (Opened file : library.opened()) {
        closed.add(file);
        file.close();
        count++;
      }
    }
  }

  /**
   * Opens all files that were closed.
   *
   * @throws IllegalStateException if one cannot be opened; its lines stay in memory
   */
  @Override
  public void reopen(RestoreContext context) {
    IllegalStateException failure = null;
    for (Opened file : closed) {
      try {
        file.reopen();
      } catch (IOException e) {
        IllegalStateException next =
            new IllegalStateException("the log " + file + " cannot be opened again: " + e, e);
        if (failure == null) {
          failure = next;
        } else {
          failure.addSuppressed(next);
        }
      }
    }
    closed.clear();
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public Map<String, Long> counts(Phase phase) {
    return phase == Phase.CLOSE && count > 0 ? Map.of("closed", count) : Map.of();
  }
}
