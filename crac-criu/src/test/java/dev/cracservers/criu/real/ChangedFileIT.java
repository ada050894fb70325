// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.testkit.real.RealCheckpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restore refuses a file outside the image that is not what the server had, by name. */
@RealCheckpoint
class ChangedFileIT {
  @TempDir Path folder;

  @Test
  void aJarOnTheClassPath() throws Exception {
    Path jar = jar("app.jar", "");
    try (Trial trial = new Trial(folder.resolve("trial"))) {
      trial.startWith(jar);
      refusesEachChange(trial, jar);
    }
  }

  @Test
  void aJarThatAManifestNames() throws Exception {
    Path library = jar("library.jar", "");
    Path jar = jar("app.jar", library.getFileName().toString());
    try (Trial trial = new Trial(folder.resolve("trial"))) {
      trial.startWith(jar);
      refusesEachChange(trial, library);
    }
  }

  @Test
  void anArchiveOfClasses() throws Exception {
    Path archive = folder.resolve("classes.jsa");
    try (Trial trial = new Trial(folder.resolve("trial"))) {
      dump(archive);
      // CRIU compares the mode, too, and the JVM makes the file read-only.
      assertThat(archive.toFile().setWritable(true, true)).isTrue();
      trial.start("-XX:SharedArchiveFile=" + archive, "-Xshare:auto");
      refusesEachChange(trial, archive);
    }
  }

  @Test
  void aFileThatIsOpen() throws Exception {
    Path file = Files.writeString(folder.resolve("data"), "content");
    try (Trial trial = new Trial(folder.resolve("trial")).start()) {
      trial.order("device " + file);
      refusesEachChange(trial, file);
    }
  }

  @Test
  void aLinkMayPointToACopy() throws Exception {
    Path jar = jar("app.jar", "");
    Path link = Files.createSymbolicLink(folder.resolve("link.jar"), jar);
    try (Trial trial = new Trial(folder.resolve("trial"))) {
      trial.startWith(link);
      trial.checkpoint();
      Path copy = Files.copy(jar, folder.resolve("copy.jar"));
      Files.setLastModifiedTime(copy, FileTime.fromMillis(0));
      Files.delete(link);
      Files.createSymbolicLink(link, copy);
      trial.restore();
    }
  }

  private static void refusesEachChange(Trial trial, Path file) throws Exception {
    trial.checkpoint();
    byte[] right = Files.readAllBytes(file);
    byte[] wrong = right.clone();
    wrong[wrong.length - 1]++;
    Files.write(file, wrong);
    Files.setLastModifiedTime(file, FileTime.fromMillis(0));
    assertRefused(trial, file + " has other content than when the image ");
    Files.write(file, new byte[7 + right.length]);
    assertRefused(
        trial, file + " has " + (7 + right.length) + " bytes, and had " + right.length + " when");
    Files.delete(file);
    assertRefused(trial, "needs " + file + ", which is not there");
    Files.write(file, right);
    Files.setLastModifiedTime(file, FileTime.fromMillis(0));
    trial.restore();
  }

  private static void assertRefused(Trial trial, String text) throws Exception {
    Map<String, String> environment = Map.of("CRAC_RUN_DIR", trial.runFolder().toString());
    CommandLine.Ended ended = CommandLine.run(environment, "restore", trial.image().toString());
    assertThat(ended.output())
        .startsWith("crac: ")
        .contains(text, "bring that file back, or take a new checkpoint")
        .hasLineCount(1);
    assertThat(ended.status()).isEqualTo(4);
  }

  private static void dump(Path archive) throws Exception {
    List<String> command =
        List.of(
            Trial.javaHome() + "/bin/java",
            "-XX:+UseSerialGC",
            "-Xshare:dump",
            "-XX:SharedArchiveFile=" + archive);
    assertThat(
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor())
        .isZero();
  }

  private Path jar(String name, String classPath) throws Exception {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
    Path jar = folder.resolve(name);
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    return jar;
  }
}
