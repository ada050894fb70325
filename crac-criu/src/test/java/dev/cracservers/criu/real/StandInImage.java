// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import dev.cracservers.testkit.real.CracCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * An image that {@code crac restore} takes for a real one, for a stand-in of CRIU that restores no
 * process: what is looked at is the launcher. The stand-in creates the file {@code reached}, waits
 * for the file {@code go}, and fails if a file of the launcher is missing.
 */
final class StandInImage {
  /** No process has such an id: it is above what the kernel gives out. */
  static final long UNUSED_ID = 5_000_000;

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private static final String CRIU =
      """
      #!/bin/sh
      while [ "$1" != -W ]; do shift; done
      control=$2
      : >'FOLDER/reached'
      until [ -e 'FOLDER/go' ]; do sleep 0.01; done
      for file in requests never channel launcher settings/properties settings/environment; do
        [ -e "$control/$file" ] || { echo "there is no $control/$file" >&2 && exit 9; }
      done
      : >"$control/resumed"
      : >"$control/restored"
      """;

  private static final String PAUSING =
      """
      #!/bin/sh
      PATH=${PATH#*:}
      echo call >>'FOLDER/calls.NAME'
      calls=0
      while read -r _; do calls=$((calls + 1)); done <'FOLDER/calls.NAME'
      pause() {
        [ "$calls" -eq CALL ] || return 0
        : >'FOLDER/paused'
        until [ -e 'FOLDER/resume' ]; do sleep 0.01; done
      }
      [ WHEN = after ] || pause
      NAME "$@"
      status=$?
      [ WHEN = before ] || pause
      exit $status
      """;

  private final Path folder;
  private final Path run;
  private String path = String.valueOf(System.getenv("PATH"));
  private int restores;

  /**
   * Makes an image in a folder of its own.
   *
   * @param run the folder for the folders of processes
   * @param id the process id of the image
   */
  StandInImage(Path folder, Path run, long id) throws IOException {
    this.folder = folder;
    this.run = run;
    Path files = Files.createDirectories(folder.resolve("image/criu-1"));
    Files.writeString(files.resolve("core.img"), "core");
    Files.writeString(
        folder.resolve("image/manifest"),
        """
        format=%s
        files=criu-1
        pid=%d
        java.home=%s
        channel=/channel
        file.core.img=4
        """
            .formatted(format(), id, folder));
    executable(folder.resolve("criu"), CRIU.replace("FOLDER", folder.toString()));
  }

  /** Returns the format of a manifest that the launcher reads. */
  private static String format() throws IOException {
    Path reader = CracCommand.file().toRealPath().resolveSibling("../libexec/lib/image.sh");
    return Files.readAllLines(reader).stream()
        .filter(line -> line.startsWith("known_format="))
        .map(line -> line.substring("known_format=".length()))
        .findFirst()
        .orElseThrow();
  }

  /** The launcher pauses once, before or after it runs a command for the given time. */
  StandInImage pausing(String when, String command, int call) throws IOException {
    Path commands = Files.createDirectories(folder.resolve("commands"));
    executable(
        commands.resolve(command),
        PAUSING
            .replace("FOLDER", folder.toString())
            .replace("NAME", command)
            .replace("WHEN", when)
            .replace("CALL", Integer.toString(call)));
    path = commands + ":" + System.getenv("PATH");
    return this;
  }

  Process restore(String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(CracCommand.file().toString(), "restore", folder.resolve("image").toString()));
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectInput(Redirect.from(Path.of("/dev/null").toFile()));
    restores++;
    builder.redirectOutput(log().toFile());
    builder.environment().put("CRAC_RUN_DIR", run.toString());
    builder.environment().put("CRAC_CRIU", folder.resolve("criu").toString());
    builder.environment().put("PATH", path);
    return builder.start();
  }

  /** Lets the stand-in of CRIU end. */
  StandInImage go() throws IOException {
    Files.writeString(folder.resolve("go"), "");
    return this;
  }

  /** Lets the launcher that pauses go on. */
  void resume() throws IOException {
    Files.writeString(folder.resolve("resume"), "");
  }

  /** Returns the folder of the image. */
  Path folder() {
    return folder.resolve("image");
  }

  boolean isReached() {
    return Files.exists(folder.resolve("reached"));
  }

  boolean isPaused() {
    return Files.exists(folder.resolve("paused"));
  }

  /** What the restore that was started last wrote. */
  String output() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int awaitEnd(Process launcher) throws InterruptedException {
    if (!launcher.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      launcher.destroyForcibly().waitFor();
      throw new AssertionError("no end within " + LIMIT.toMillis() + " ms: " + output());
    }
    return launcher.exitValue();
  }

  void await(String what, BooleanSupplier condition) {
    long begun = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - begun > LIMIT.toNanos()) {
        throw new AssertionError(
            "not " + what + " within " + LIMIT.toMillis() + " ms: " + output());
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  static void executable(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private Path log() {
    return folder.resolve("restore-" + restores + ".log");
  }
}
