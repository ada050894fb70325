// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.testkit.real.RealCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opentest4j.TestAbortedException;

/** How a restored server ends is how its launcher ends, whatever shell the machine has. */
@RealCheckpoint
class EndIT {
  /** The shell that waits for the server: the first of these that there is. */
  enum Waiter {
    DASH,
    BUSYBOX,
    BASH;

    boolean hides(String command) {
      return switch (this) {
        case DASH -> false;
        case BUSYBOX -> command.equals("dash");
        case BASH -> command.equals("dash") || command.equals("busybox");
      };
    }
  }

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static final List<String> COMMANDS =
      List.of(
          "busybox",
          "cat",
          "dash",
          "env",
          "id",
          "ls",
          "mkdir",
          "mkfifo",
          "mv",
          "readlink",
          "rm",
          "rmdir",
          "setpriv",
          "setsid",
          "sleep",
          "tr",
          "true",
          "unshare",
          "xargs");

  @TempDir static Path folder;
  private static Trial trial;

  @BeforeAll
  static void takeOneImage() throws Exception {
    trial = new Trial(folder).start();
    trial.checkpoint();
  }

  @AfterAll
  static void leaveNothing() {
    trial.close();
  }

  @ParameterizedTest
  @EnumSource
  void withTheStatusOfTheServer(Waiter waiter) throws Exception {
    restore(waiter).order("exit 0");
    assertThat(trial.server().awaitEnd(LIMIT)).isEqualTo(0);
    restore(waiter).order("exit 9");
    assertThat(trial.server().awaitEnd(LIMIT)).isEqualTo(9);
  }

  @ParameterizedTest
  @EnumSource
  void withTheSignalThatKilledTheServer(Waiter waiter) throws Exception {
    restore(waiter);
    // Before that CRIU is its parent, and takes its exit status away.
    awaitWaiter();
    kill("KILL", trial.server().pid());
    assertThat(trial.server().awaitEnd(LIMIT)).isEqualTo(128 + 9);
  }

  @ParameterizedTest
  @EnumSource
  void bySignalsToTheLauncher(Waiter waiter) throws Exception {
    restore(waiter);
    kill("TERM", trial.launcherPid());
    assertThat(trial.server().awaitEnd(LIMIT)).isEqualTo(128 + 15);
    restore(waiter);
    kill("INT", trial.launcherPid());
    assertThat(trial.server().awaitEnd(LIMIT)).isEqualTo(128 + 2);
    restore(waiter);
    kill("HUP", trial.launcherPid());
    assertThat(trial.server().awaitEnd(LIMIT)).isEqualTo(128 + 1);
  }

  @ParameterizedTest
  @EnumSource
  void byASignalThatComesBeforeTheServerIsThere(Waiter waiter) throws Exception {
    trial.server().with("PATH", commandsWithout(waiter).toString()).restore();
    long launcher = trial.launcherPid();
    kill("TERM", launcher);
    assertThat(trial.server().awaitEnd(LIMIT)).isEqualTo(128 + 15);
  }

  @ParameterizedTest
  @EnumSource
  void withTheLauncherThatIsKilled(Waiter waiter) throws Exception {
    restore(waiter);
    kill("KILL", trial.launcherPid());
    trial.server().awaitEnd(LIMIT);
    awaitNoProcess(trial.server().pid());
    LeftOvers.assertNone(folder, trial.runFolder());
  }

  @ParameterizedTest
  @EnumSource
  void notByASignalThatTheServerAnswers(Waiter waiter) throws Exception {
    restore(waiter);
    kill("QUIT", trial.launcherPid());
    trial.awaitLog("Full thread dump");
    trial.order("ping still there");
    assertThat(trial.server().terminate()).isEqualTo(128 + 15);
  }

  @ParameterizedTest
  @EnumSource
  void inNamespacesOfItsOwn(Waiter waiter) throws Exception {
    restore(waiter, "--isolate").order("exit 9");
    assertThat(trial.server().awaitEnd(LIMIT)).isEqualTo(9);
    restore(waiter, "--isolate");
    kill("TERM", trial.launcherPid());
    assertThat(trial.server().awaitEnd(LIMIT)).isEqualTo(128 + 15);
  }

  private static Trial restore(Waiter waiter, String... options) throws Exception {
    trial.server().with("PATH", commandsWithout(waiter).toString());
    return trial.restore(options);
  }

  /** A folder with the commands that a launcher needs, and the shells of which it picks one. */
  private static Path commandsWithout(Waiter waiter) throws IOException {
    Path commands = folder.resolve("commands-" + waiter);
    if (Files.exists(commands)) {
      return commands;
    }
    requireShell(waiter);
    Files.createDirectory(commands);
    for (String name : COMMANDS) {
      if (!waiter.hides(name)) {
        stand(commands.resolve(name), name);
      }
    }
    stand(commands.resolve("sh"), waiter == Waiter.BASH ? "bash" : "dash");
    return commands;
  }

  private static void requireShell(Waiter waiter) {
    String shell = waiter.name().toLowerCase(Locale.ROOT);
    if (Files.isExecutable(Path.of("/usr/bin", shell))) {
      return;
    }
    String missing = "there is no " + shell + " here: install the package " + shell;
    if (System.getenv("CI") != null) {
      throw new IllegalStateException(missing);
    }
    throw new TestAbortedException(missing);
  }

  private static void stand(Path file, String command) throws IOException {
    Files.writeString(file, "#!/bin/sh\nexec /usr/bin/" + command + " \"$@\"\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private static void kill(String signal, long pid) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start();
    assertThat(kill.waitFor()).isZero();
  }

  private static void awaitWaiter() throws IOException {
    long begun = System.nanoTime();
    while (!isAnnounced()) {
      assertThat(System.nanoTime() - begun).isLessThan(LIMIT.toNanos());
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }

  private static boolean isAnnounced() throws IOException {
    try (Stream<Path> files =
        Files.find(trial.runFolder(), 4, (file, any) -> file.endsWith("restored"))) {
      return files.findAny().isPresent();
    }
  }

  private static void awaitNoProcess(long pid) {
    long begun = System.nanoTime();
    while (Files.exists(Path.of("/proc/" + pid))) {
      assertThat(System.nanoTime() - begun).isLessThan(LIMIT.toNanos());
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }
}
