// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.testkit.real.RealCheckpoint;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A restore that cannot be says so in one clear line, with its own exit status, and leaves nothing.
 */
@RealCheckpoint
class FailedRestoreIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir static Path folder;
  private static Trial trial;
  private static Path manifest = folder;

  @BeforeAll
  static void takeOneImage() throws Exception {
    trial = new Trial(folder.resolve("trial")).start();
    trial.checkpoint();
    manifest = trial.image().resolve("manifest");
  }

  @AfterAll
  static void theImageStillWorks() {
    trial.restore();
    trial.close();
  }

  @Test
  void anotherProcessHasTheId() throws Exception {
    trial.restore();
    try {
      Trial second = new Trial(folder.resolve("trial"));
      second.server().restore();
      assertThat(second.server().awaitEnd(LIMIT)).isEqualTo(6);
      assertThat(second.server().log())
          .contains(
              "process id " + trial.server().pid() + " of the image is taken by 'java'",
              "or restore with --isolate");
    } finally {
      trial.server().terminate();
    }
  }

  @Test
  void thereIsNoImageFolder() throws Exception {
    assertError(
        4, "there is no image folder " + folder.resolve("nowhere"), folder.resolve("nowhere"));
  }

  @Test
  void theImageIsAFile() throws Exception {
    assertError(4, "is no folder", manifest);
  }

  @Test
  void theFolderHoldsNoImage() throws Exception {
    assertError(4, "holds no image: it has no manifest", folder);
  }

  @Test
  void theFolderIsOfAnotherUser() throws Exception {
    // Not the way to it: that one is private as well.
    Path copy = Files.createTempDirectory("crac-private");
    try {
      Files.copy(manifest, copy.resolve("manifest"));
      Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwx------"));
      CommandLine.Ended ended =
          CommandLine.run(
              Map.of(),
              List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"),
              "restore",
              copy.toString());
      assertThat(ended.status()).as(ended.output()).isEqualTo(4);
      assertThat(ended.output())
          .isEqualTo("crac: the image folder " + copy + " cannot be read by nobody\n");
    } finally {
      Files.delete(copy.resolve("manifest"));
      Files.delete(copy);
    }
  }

  @Test
  void theManifestIsOfAnotherFormat() throws Exception {
    assertEdited("format=", "1", 4, "is of format '1'");
  }

  @Test
  void theJavaIsGone() throws Exception {
    assertEdited("java.home=", "/nowhere/java", 4, "at /nowhere/java, which is not there");
  }

  @Test
  void theJavaIsAnotherBuild() throws Exception {
    assertEdited("java.build=", "17.0.0+1", 4, "is of Java 17.0.0+1, but");
  }

  @Test
  void theCpuLacksAFlag() throws Exception {
    assertEdited(
        "cpu.flags=", "quantum", 4, "was taken on a CPU with quantum, which this one lacks");
  }

  @Test
  void aFileIsMissing() throws Exception {
    Path pages = pages();
    Path away = pages.resolveSibling("away");
    Files.move(pages, away);
    assertError(4, "the image is damaged: " + pages + " is missing", trial.image());
    Files.move(away, pages);
  }

  @Test
  void aFileIsTruncated() throws Exception {
    Path pages = pages();
    Path whole = pages.resolveSibling("whole");
    Files.copy(pages, whole);
    try (RandomAccessFile file = new RandomAccessFile(pages.toFile(), "rw")) {
      file.setLength(4096);
    }
    assertError(4, "the image is damaged: " + pages + " has 4096 bytes, not ", trial.image());
    Files.move(whole, pages, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void aFileOfTheRightLengthIsWrong() throws Exception {
    Path inventory = pages().resolveSibling("inventory.img");
    byte[] right = Files.readAllBytes(inventory);
    Files.write(inventory, new byte[right.length]);
    CommandLine.Ended ended = CommandLine.run(environment(), "restore", trial.image().toString());
    Files.write(inventory, right);
    assertThat(ended.status()).as(ended.output()).isEqualTo(6);
    assertThat(ended.output())
        .contains(
            "crac: CRIU says: Error (", "the image " + trial.image() + " could not be restored");
    LeftOvers.assertNone(folder, trial.runFolder());
  }

  @Test
  void thereIsNoCriu() throws Exception {
    Map<String, String> environment =
        Map.of(
            "CRAC_CRIU",
            "",
            "CRAC_HOME",
            folder + "/empty",
            "PATH",
            "/usr/bin:/bin",
            "CRAC_RUN_DIR",
            "/nowhere");
    CommandLine.Ended ended = CommandLine.run(environment, "restore", trial.image().toString());
    assertThat(ended.output())
        .isEqualTo("crac: there is no CRIU on this machine; `crac setup` finds or installs one\n");
    assertThat(ended.status()).isEqualTo(3);
  }

  @Test
  void theNamedCriuIsMissing() throws Exception {
    CommandLine.Ended ended =
        CommandLine.run(Map.of("CRAC_CRIU", "/nowhere/criu"), "restore", trial.image().toString());
    assertThat(ended.output()).contains("CRAC_CRIU=/nowhere/criu does not exist");
    assertThat(ended.status()).isEqualTo(3);
  }

  @Test
  void theImageFolderMayBeReadOnly() throws Exception {
    run("mount", "--bind", trial.image().toString(), trial.image().toString());
    run("mount", "-o", "remount,bind,ro", trial.image().toString());
    try {
      trial.restore();
      assertThat(trial.server().terminate()).isEqualTo(143);
    } finally {
      run("umount", trial.image().toString());
    }
  }

  @Test
  void aResourceThatDoesNotComeBackEndsTheServer() throws Exception {
    try (Trial failing = new Trial(folder.resolve("failing")).start()) {
      failing.order("fail-after port 8080 is taken");
      failing.checkpoint();
      failing.server().restore();
      assertThat(failing.server().awaitEnd(LIMIT)).isEqualTo(7);
      assertThat(failing.server().log())
          .contains(
              "crac: the restored process did not come back and ends now",
              "port 8080 is taken, caused by java.io.IOException: of the subject",
              "\tat dev.cracservers.criu.subject.Notified.afterRestore",
              "Caused by: java.io.IOException: of the subject");
    }
  }

  private static void assertEdited(String name, String value, int status, String text)
      throws Exception {
    String right = Files.readString(manifest);
    Files.writeString(manifest, right.replaceFirst("(?m)^" + name + ".*$", name + value));
    assertError(status, text, trial.image());
    Files.writeString(manifest, right);
  }

  private static void assertError(int status, String text, Path image) throws Exception {
    CommandLine.Ended ended = CommandLine.run(environment(), "restore", image.toString());
    assertThat(ended.output()).startsWith("crac: ").contains(text).hasLineCount(1);
    assertThat(ended.status()).isEqualTo(status);
    LeftOvers.assertNone(folder, trial.runFolder());
  }

  private static Map<String, String> environment() {
    return Map.of("CRAC_RUN_DIR", trial.runFolder().toString());
  }

  private static Path pages() throws IOException {
    try (Stream<Path> files = Files.walk(trial.image())) {
      return files.filter(file -> file.endsWith("pages-1.img")).findFirst().orElseThrow();
    }
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
  }
}
