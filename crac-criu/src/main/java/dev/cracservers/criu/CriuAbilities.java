// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the CRIU of this machine can do with this kernel, as far as it differs between versions. */
final class CriuAbilities {
  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)");

  private final String criu;
  private final String kernel;

  CriuAbilities(String criu, String kernel) {
    this.criu = criu;
    this.kernel = kernel;
  }

  static CriuAbilities here() {
    return new CriuAbilities(
        System.getProperty(Dump.CRIU_PROPERTY, "criu"), System.getProperty("os.version"));
  }

  /**
   * Returns why no TCP or UDP socket can be dumped here; empty if it can: Linux 6.16 refuses an
   * option to sockets of other families that CRIU before 4.2 asks of all.
   */
  Optional<String> cannotDumpInetSockets() throws IOException {
    if (isBefore(kernel, 6, 16)) {
      return Optional.empty();
    }
    String version = version();
    return isBefore(version, 4, 2)
        ? Optional.of("CRIU " + version + " cannot dump a network socket on Linux " + kernel)
        : Optional.empty();
  }

  /** Started only where something needs it: it takes some milliseconds. */
  private String version() throws IOException {
    Process process =
        new ProcessBuilder(criu, "--version")
            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
            .redirectError(Redirect.DISCARD)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher version = Pattern.compile("[\\d.]+").matcher(output);
    return version.find() ? version.group() : "of unknown version";
  }

  private static boolean isBefore(String version, int major, int minor) {
    Matcher numbers = VERSION.matcher(version);
    if (!numbers.find()) {
      return false;
    }
    int itsMajor = Integer.parseInt(numbers.group(1));
    return itsMajor < major || (itsMajor == major && Integer.parseInt(numbers.group(2)) < minor);
  }
}
