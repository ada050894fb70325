// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Phase;
import dev.cracservers.core.RestoreContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Closes log files in CLOSE and opens them again, by name and at their end, in REOPEN: whether they
 * grew meanwhile, were moved away, or are those of another machine. What is logged between goes to
 * the file then.
 */
final class LogFiles implements CheckpointResource {

  /** Knows the files of one logging library. */
  interface Make {
    /** Returns the files that can be closed and opened again. */
    List<Opened> opened();
  }

  /** An open log file. */
  interface Opened {
    void close() throws IOException;

    void reopen() throws IOException;
  }

  private final List<Make> makes;
  private final List<Opened> closed = new ArrayList<>();
  private long count;

  LogFiles(List<Make> makes) {
    this.makes = List.copyOf(makes);
  }

  @Override
  public String name() {
    return "log-files";
  }

  @Override
  public void close(Deadline deadline) throws IOException {
    count = 0;
    for (Make make : makes) {
      for (Opened file : make.opened()) {
        closed.add(file);
        file.close();
        count++;
      }
    }
  }

  /**
   * Opens all of them.
   *
   * @throws IllegalStateException if one cannot be opened; what is logged to it is kept in memory
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
