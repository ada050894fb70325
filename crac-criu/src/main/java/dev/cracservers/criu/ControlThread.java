// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import dev.cracservers.criu.image.CheckpointRequest;
import dev.cracservers.criu.platform.EngineProperties;
import dev.cracservers.criu.platform.FileTree;
import dev.cracservers.criu.platform.ProcessStat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes the requests of {@code crac checkpoint} and {@code crac doctor}. They come through a named
 * pipe in the folder that {@code crac run} or {@code crac restore} made for this process. While it
 * waits the thread sits in open(2), which holds no descriptor, so there is nothing of it in an
 * image.
 */
final class ControlThread {
  /** The status of a restored process that did not come back; {@code crac help} lists it. */
  static final int NOT_RESTORED = 7;

  private static final AtomicBoolean STARTED = new AtomicBoolean();
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** What a pipe takes in one piece, so that no request is split. */
  private static final int LONGEST_REQUEST = 4096;

  private ControlThread() {}

  /** Starts the thread, once, if a launcher made a folder for this process. */
  static void start() {
    if (System.getProperty(EngineProperties.CONTROL_FOLDER) != null
        && STARTED.compareAndSet(false, true)) {
      Thread thread = new Thread(ControlThread::serve, "crac-control");
      thread.setDaemon(true);
      thread.start();
      Runtime.getRuntime().addShutdownHook(new Thread(ControlThread::removeFolder, "crac-end"));
    }
  }

  /** A launcher that stays with its server removes the folder itself, and needs it until then. */
  private static void removeFolder() {
    Path folder = Path.of(System.getProperty(EngineProperties.CONTROL_FOLDER));
    if (Files.exists(folder.resolve("launcher"))) {
      return;
    }
    try {
      FileTree.delete(folder);
      Files.deleteIfExists(folder.resolve("..").normalize());
    } catch (IOException othersAreThere) {
      // The next launcher removes what belongs to no process.
    }
  }

  private static void serve() {
    while (true) {
      try {
        List<String> lines = nextRequests();
        lines.stream().flatMap(line -> Look.parse(line).stream()).forEach(Look::reply);
        take(lines.stream().flatMap(line -> CheckpointRequest.parse(line).stream()).toList());
      } catch (IOException folderIsGone) {
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  /** Returns what was asked for at once, mostly one request. The pipe is closed again by then. */
  private static List<String> nextRequests() throws IOException {
    Path pipe = Path.of(System.getProperty(EngineProperties.CONTROL_FOLDER), "requests");
    byte[] lines = new byte[LONGEST_REQUEST];
    try (InputStream requests = Files.newInputStream(pipe)) {
      int length = requests.read(lines);
      return new String(lines, 0, Math.max(length, 0), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static void take(List<CheckpointRequest> requests) {
    for (CheckpointRequest late : requests.subList(Math.min(1, requests.size()), requests.size())) {
      // Not kept for later: later may be in a restored process.
      Progress.to(late.progress())
          .tell("refused another checkpoint was asked for at the same time");
    }
    if (!requests.isEmpty()) {
      take(requests.get(0));
    }
  }

  private static void take(CheckpointRequest request) {
    Path progress = request.progress();
    if (progress != null && !Files.exists(progress)) {
      System.err.println(
          "crac: a checkpoint was not taken: its `crac checkpoint` has withdrawn it");
      return;
    }
    try {
      Core.checkpointRestore(request);
    } catch (CheckpointException e) {
      Causes.print(
          System.err,
          "crac: process " + ProcessStat.pid() + ": " + e.getMessage(),
          e.getSuppressed());
      Progress.to(request.progress()).refuse(e);
    } catch (RestoreException e) {
      giveUp(e);
    }
  }

  /** Nobody called who could act on this, and a server that is half there helps nobody. */
  private static void giveUp(RestoreException failure) {
    Causes.print(
        System.err,
        "crac: the restored process did not come back and ends now",
        failure.getSuppressed());
    System.exit(NOT_RESTORED);
  }
}
