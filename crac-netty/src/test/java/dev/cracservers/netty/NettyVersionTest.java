// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.netty.util.Version;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NettyVersionTest {
  @TempDir Path folder;

  @Test
  void anOlderNettyIsRefusedByItsVersion() throws Exception {
    Path versions = folder.resolve("versions.properties");
    Files.writeString(
        versions,
        Stream.of(
                "version=4.1.137.Final",
                "buildDate=2026-01-01 00\\:00\\:00 +0000",
                "commitDate=2026-01-01 00\\:00\\:00 +0000",
                "shortCommitHash=0",
                "longCommitHash=0",
                "repoStatus=clean")
            .map(each -> "netty-transport." + each + "\n")
            .collect(Collectors.joining()));
    try (URLClassLoader older = new Older(versions.toUri().toURL())) {
      assertThatIllegalStateException()
          .isThrownBy(() -> NettyVersion.require(older))
          .withMessageContaining("needs Netty 4.2, but found 4.1.137.Final")
          .withMessageContaining("use Netty 4.2");
    }
  }

  /** Sees what there is of Netty 4.1, and what that says of itself. */
  private static final class Older extends URLClassLoader {
    private final URL versions;

    Older(URL versions) {
      super(new URL[0], Version.class.getClassLoader());
      this.versions = versions;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("io.netty.channel.IoHandler")) {
        throw new ClassNotFoundException(name);
      }
      return super.loadClass(name, resolve);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      return name.endsWith("io.netty.versions.properties")
          ? Collections.enumeration(Collections.singleton(versions))
          : super.getResources(name);
    }
  }
}
