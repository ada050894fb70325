// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.testkit.real.RealCheckpoint;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever keeps an image from being taken: the server serves on, says why and what to do, leaves
 * nothing half done, keeps the older image, and the next checkpoint works.
 */
@RealCheckpoint
class RefusedCheckpointIT {
  @TempDir static Path folder;
  private static Trial trial;
  private static String olderManifest = "";
  private static String criu = "";

  @BeforeAll
  static void takeAnOlderImage() throws Exception {
    trial = new Trial(folder.resolve("trial")).start();
    criu = trial.order("property dev.cracservers.criu.path");
    trial.checkpoint("--leave-running");
    olderManifest = Files.readString(trial.image().resolve("manifest"));
  }

  @AfterEach
  void theServerIsAsBefore() throws Exception {
    trial.order("ping after a refusal");
    assertThat(Files.readString(trial.image().resolve("manifest"))).isEqualTo(olderManifest);
    assertThat(names(trial.image()))
        .allMatch(name -> name.matches("manifest|channel|dump\\.log|criu-\\d+"));
    trial.order("set dev.cracservers.criu.path=" + criu);
    Path other = folder.resolve("next");
    trial.checkpoint("--leave-running", "--image", other.toString());
    assertThat(names(other)).contains("manifest", "channel", "dump.log").hasSize(4);
  }

  @AfterAll
  static void theOlderImageStillWorks() throws Exception {
    trial.server().terminate();
    trial.restore();
    assertThat(trial.order("trail")).isEqualTo("before after");
    trial.close();
  }

  @Test
  void aConnectionThatOnlyCriuMinds() throws Exception {
    Path path = folder.resolve("peer");
    try (ServerSocketChannel peer = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      peer.bind(UnixDomainSocketAddress.of(path));
      trial.order("connect-unix " + path);
      try (SocketChannel accepted = peer.accept()) {
        assertThat(accepted.isConnected()).isTrue();
        String said = trial.refusedCheckpoint();
        trial.order("release connect-unix");
        assertThat(said)
            .contains("no checkpoint of process " + trial.server().pid() + ", it serves on")
            .containsPattern("after \\d+ ms")
            .contains("CRIU says: Error (", "Remedy: a unix socket was connected", "dump.log");
      }
    }
  }

  @Test
  void aCriuThatIsMissing() throws Exception {
    useCriu(folder.resolve("nowhere/criu"));
    assertThat(trial.refusedCheckpoint())
        .contains(
            "there is no command " + folder.resolve("nowhere/criu"), "Remedy: run `crac setup`");
  }

  @Test
  void aCriuThatCannotBeExecuted() throws Exception {
    Path file = Files.writeString(folder.resolve("text"), "text");
    useCriu(file);
    assertThat(trial.refusedCheckpoint())
        .contains("the command " + file + " cannot be executed", "Remedy: run `crac setup`");
  }

  @Test
  void aCriuThatIsKilled() throws Exception {
    useCriu(script("kill -KILL $$"));
    assertThat(trial.refusedCheckpoint()).contains("CRIU was killed by signal 9", "Remedy: ");
  }

  @Test
  void aCriuThatHangs() throws Exception {
    useCriu(script("exec sleep 600"));
    trial.order("set dev.cracservers.criu.stallSeconds=1");
    assertThat(trial.refusedCheckpoint())
        .contains("CRIU wrote nothing for 1 s and was ended", "Remedy: ");
    trial.order("set dev.cracservers.criu.stallSeconds=60");
  }

  @Test
  void aShellThatIsKilledWithItsCriu() throws Exception {
    useCriu(script("kill -KILL $PPID; exec sleep 600"));
    assertThat(trial.refusedCheckpoint()).contains("the shell that ran CRIU was killed");
  }

  @Test
  void anImageFolderThatIsRemovedMeanwhile() throws Exception {
    Path removed = folder.resolve("removed");
    useCriu(script("rm -rf '" + removed + "'; exit 1"));
    assertThat(trial.refusedCheckpoint("--image", removed.toString()))
        .contains("the image folder " + removed + " was removed meanwhile", "Remedy: ");
    assertThat(removed).doesNotExist();
  }

  @Test
  void aCriuWithoutPrivileges() throws Exception {
    useCriu(script("exec setpriv --bounding-set=-all --inh-caps=-all '" + criu + "' \"$@\""));
    assertThat(trial.refusedCheckpoint())
        .contains("CAP_CHECKPOINT_RESTORE capability", "Remedy: CRIU lacks a privilege");
  }

  @Test
  void aCriuThatFailsWithoutALog() throws Exception {
    useCriu(script("exit 3"));
    assertThat(trial.refusedCheckpoint()).contains("CRIU left no log");
  }

  @Test
  void aDiskOnWhichNoImageFits() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("small"));
    run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk.toString());
    String trail = trial.order("trail");
    try {
      Path image = disk.resolve("image");
      assertThat(trial.refusedCheckpoint("--image", image.toString()))
          .containsPattern("the disk of " + image + " is too full: \\d+ KiB are left")
          .contains("--image");
      assertThat(image).doesNotExist();
      assertThat(trial.order("trail")).isEqualTo(trail);
    } finally {
      run("umount", disk.toString());
    }
  }

  @Test
  void aChildProcess() throws Exception {
    trial.order("spawn 600");
    String trail = trial.order("trail");
    try {
      assertThat(trial.refusedCheckpoint())
          .containsPattern("process \\d+ \\(\\S*sleep\\) is a child of the server and cannot")
          .contains("after 500 ms process ", "Remedy: ", "-Ddev.cracservers.children=");
      assertThat(trial.order("trail")).isEqualTo(trail);
    } finally {
      trial.order("release spawn");
    }
  }

  @Test
  void aChildProcessThatBeginsAfterTheLastLook() throws Exception {
    Path begun = folder.resolve("begun");
    Path spawned = folder.resolve("spawned");
    trial.order("spawn-when " + begun + " " + spawned);
    useCriu(
        script(
            ": >'%s'; until [ -e '%s' ]; do sleep 0.01; done; exec '%s' \"$@\""
                .formatted(begun, spawned, criu)));
    try {
      assertThat(trial.refusedCheckpoint())
          .containsPattern("process \\d+ \\(\\S*sleep\\) is a child of the server")
          .contains("-Ddev.cracservers.children=");
      String child = Files.readString(spawned);
      assertThat(Files.readString(Path.of("/proc", child, "stat")))
          .as("it goes on")
          .contains(") S ");
    } finally {
      trial.order("release spawn");
    }
  }

  @Test
  void aDiskThatBecomesFull() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    run("mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", disk.toString());
    useCriu(
        script(
            "while [ \"$1\" != -D ]; do shift; done; cat /dev/zero >\"$2/pages-1.img\"; exit 1"));
    try {
      Path image = disk.resolve("image");
      assertThat(trial.refusedCheckpoint("--image", image.toString()))
          .contains("its disk is full", " KiB are left", "--image");
    } finally {
      run("umount", disk.toString());
    }
  }

  @Test
  void aDiskThatIsReadOnly() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("readonly"));
    run("mount", "-t", "tmpfs", "-o", "ro", "tmpfs", disk.toString());
    try {
      assertThat(trial.refusedCheckpoint("--image", disk.resolve("image").toString()))
          .contains("the image folder " + disk.resolve("image") + " cannot be used", "--image");
    } finally {
      run("umount", disk.toString());
    }
  }

  @Test
  void anImageFolderThatIsAFile() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "precious");
    assertThat(trial.refusedCheckpoint("--image", file.toString()))
        .contains("the image folder " + file + " cannot be used", "--image");
    assertThat(file).hasContent("precious");
  }

  @Test
  void anImageFolderWithOtherThingsInIt() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.writeString(other.resolve("precious"), "");
    assertThat(trial.refusedCheckpoint("--image", other.toString()))
        .contains("it holds precious", "--image");
    assertThat(names(other)).containsExactly("precious");
    assertThat(Files.getPosixFilePermissions(other)).hasSizeGreaterThan(3);
  }

  @Test
  void anImageFolderThatAnotherProcessWritesTo() throws Exception {
    Path busy = Files.createDirectories(folder.resolve("busy/criu.new"));
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String start = stat.substring(stat.lastIndexOf(')')).split(" ", -1)[20];
    long self = ProcessHandle.current().pid();
    Files.writeString(busy.resolve("owner"), self + " " + start);
    assertThat(trial.refusedCheckpoint("--image", folder.resolve("busy").toString()))
        .contains("process " + self + " is taking an image into");
    assertThat(names(busy)).containsExactly("owner");
  }

  @Test
  void aResourceThatFails() throws Exception {
    trial.order("fail-before cannot close the ledger");
    String said = trial.refusedCheckpoint();
    trial.order("fail-before ");
    assertThat(said)
        .contains("cannot close the ledger, caused by java.io.IOException: of the subject");
    assertThat(trial.server().log())
        .containsPattern("crac: process \\d+: no checkpoint was taken: ")
        .contains("\tat dev.cracservers.criu.subject.Notified.beforeCheckpoint")
        .contains("Caused by: java.io.IOException: of the subject");
  }

  @Test
  void aResourceThatDoesNotComeBack() throws Exception {
    trial.order("fail-before cannot close the ledger");
    trial.order("fail-after cannot open the ledger");
    String said = trial.brokenCheckpoint();
    trial.order("fail-before ");
    assertThat(said)
        .contains("DID NOT COME BACK to serving", "cannot close", "cannot open the ledger")
        .doesNotContain("serves on");
    Path taken = folder.resolve("taken");
    assertThat(trial.brokenCheckpoint("--leave-running", "--json", "--image", taken.toString()))
        .contains("{\"event\":\"broken\",", "image " + taken + " was taken, but process");
    trial.order("fail-after ");
  }

  private static void useCriu(Path file) {
    trial.order("set dev.cracservers.criu.path=" + file);
  }

  private static Path script(String line) throws IOException {
    Path file = Files.writeString(folder.resolve("criu-script"), "#!/bin/sh\n" + line + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
  }
}
