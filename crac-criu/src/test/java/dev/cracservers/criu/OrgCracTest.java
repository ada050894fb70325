// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrgCracTest {
  private static final String CORE = "org/crac/Core.class";

  @TempDir Path folder;

  @Test
  void isFoundInAJarWithinAJar() throws Exception {
    byte[] api = jar("org/crac/Context.class", new byte[0], CORE, new byte[0]);
    String plain = write("plain.jar", jar("Main.class", new byte[0]));
    String boot = write("boot.jar", jar("BOOT-INF/lib/crac-1.5.0.jar", api));
    assertThat(OrgCrac.isInArchive(boot)).isTrue();
    assertThat(OrgCrac.isInArchive(plain + ":" + boot)).isTrue();
    assertThat(OrgCrac.isInArchive(plain)).isFalse();
  }

  @Test
  void anotherJarOfThatNameIsNone() throws Exception {
    byte[] other = jar("Other.class", new byte[0]);
    String boot = write("boot.jar", jar("BOOT-INF/lib/crac-1.0.jar", other));
    assertThat(OrgCrac.isInArchive(boot)).isFalse();
  }

  @Test
  void whatIsNoArchiveIsPassedOver() throws Exception {
    String text = write("notes.txt", "text".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(OrgCrac.isInArchive(text + "::" + folder + ":/nowhere.jar")).isFalse();
  }

  private String write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content).toString();
  }

  private static byte[] jar(String name, byte[] content) throws IOException {
    return jar(name, content, "last", new byte[0]);
  }

  private static byte[] jar(String first, byte[] one, String second, byte[] two)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes)) {
      jar.putNextEntry(new JarEntry(first));
      jar.write(one);
      jar.putNextEntry(new JarEntry(second));
      jar.write(two);
    }
    return bytes.toByteArray();
  }
}
