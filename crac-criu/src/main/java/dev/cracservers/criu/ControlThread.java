// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Takes the requests of {@code crac checkpoint}. They come through a named pipe in the folder that
 * {@code crac run} or {@code crac restore} made for this process. While it waits the thread sits in
 * open(2), which holds no descriptor, so there is nothing of it in an image.
 *
 * <p>A request is one line of four fields, separated by tabs: {@code checkpoint}, image folder,
 * {@code leave-running} or {@code end}, progress file.
 */
final class ControlThread {
  static final String FOLDER_PROPERTY = "dev.cracservers.control";

  /** The status of a restored process that did not come back; {@code crac --help} lists it. */
  static final int NOT_RESTORED = 7;

  private static final AtomicBoolean STARTED = new AtomicBoolean();
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private ControlThread() {}

  /** Starts the thread, once, if a launcher made a folder for this process. */
  static void start() {
    if (System.getProperty(FOLDER_PROPERTY) != null && STARTED.compareAndSet(false, true)) {
      Thread thread = new Thread(ControlThread::serve, "crac-control");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private static void serve() {
    while (true) {
      try {
        nextRequest().ifPresent(ControlThread::take);
      } catch (IOException folderIsGone) {
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  private static Optional<CheckpointRequest> nextRequest() throws IOException {
    Path requests = Path.of(System.getProperty(FOLDER_PROPERTY), "requests");
    try (BufferedReader reader = Files.newBufferedReader(requests)) {
      String line = reader.readLine();
      if (line == null) {
        return Optional.empty();
      }
      List<String> fields = List.of(line.split("\t", -1));
      if (fields.size() != 4 || !fields.get(0).equals("checkpoint")) {
        return Optional.empty();
      }
      Path image =
          fields.get(1).isEmpty()
              ? CheckpointRequest.fromProperties().image()
              : Path.of(fields.get(1));
      return Optional.of(
          new CheckpointRequest(
              image, fields.get(2).equals("leave-running"), Path.of(fields.get(3))));
    }
  }

  private static void take(CheckpointRequest request) {
    try {
      Core.checkpointRestore(request);
    } catch (CheckpointException toldToTheLauncher) {
      // The process serves on, and whoever asked has read why in the progress file.
    } catch (RestoreException e) {
      giveUp(e);
    }
  }

  /** Nobody called who could act on this, and a server that is half there helps nobody. */
  private static void giveUp(RestoreException failure) {
    String reasons =
        Stream.of(failure.getSuppressed())
            .map(Throwable::toString)
            .collect(Collectors.joining("; "));
    System.err.println("crac: the restored process did not come back and ends now: " + reasons);
    System.exit(NOT_RESTORED);
  }
}
