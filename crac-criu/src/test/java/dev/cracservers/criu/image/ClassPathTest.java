// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClassPathTest {
  @TempDir Path folder;

  @Test
  void jarsThatManifestsNameAreOnIt() throws IOException {
    Path last = jar("with space.jar", "app.jar");
    Path library = jar("lib.jar", "with%20space.jar nowhere.jar classes/ http://localhost/a.jar");
    Path application = jar("app.jar", "lib.jar " + library.toUri());
    assertThat(ClassPath.files(application.toString())).containsExactly(application, library, last);
  }

  @Test
  void directoriesAndWhatIsMissingAreNot() throws IOException {
    assertThat(ClassPath.files(folder + ":/nowhere.jar:")).isEmpty();
  }

  @Test
  void whatIsNoArchiveNamesNothing() throws IOException {
    Path library = Files.writeString(folder.resolve("lib.so"), "no archive");
    assertThat(ClassPath.files(library.toString())).containsExactly(library);
  }

  private Path jar(String name, String classPath) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
    Path jar = folder.resolve(name);
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    return jar;
  }
}
