// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.platform;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the CRIU of this machine can do with this kernel, as far as it differs between versions. */
public final class CriuAbilities {
  private static final String SETUP = " Remedy: run `crac setup`, which finds or installs a CRIU.";
  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)");

  private final String criu;
  private final String kernel;

  public CriuAbilities(String criu, String kernel) {
    this.criu = criu;
    this.kernel = kernel;
  }

  public static CriuAbilities here() throws IOException {
    return new CriuAbilities(System.getProperty(EngineProperties.CRIU, "criu"), kernel());
  }

  /** A restored process may run on another kernel than the one its system properties know. */
  public static String kernel() throws IOException {
    return Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip();
  }

  public static String missing(String criu) {
    return "there is no command " + criu + "." + SETUP;
  }

  public static String notExecutable(String criu) {
    return "the command " + criu + " cannot be executed." + SETUP;
  }

  /**
   * Refuses a CRIU that cannot be started, or that lacks a privilege. CRIU itself is asked for the
   * latter only if this process does not have them all: its command may have its own.
   */
  public void refuseUnusable() throws DumpException, IOException {
    Path file = Path.of(criu);
    // A name without a folder is found by the shell that runs it.
    if (file.getParent() != null && !Files.exists(file)) {
      throw new DumpException(missing(criu));
    }
    if (file.getParent() != null && !Files.isExecutable(file)) {
      throw new DumpException(notExecutable(criu));
    }
    List<String> lacking = Capabilities.ofThisProcess().missing();
    if (!lacking.isEmpty()) {
      String said = run("check", "--unprivileged");
      if (said.contains("CAP_")) {
        throw new DumpException(
            "this process lacks "
                + String.join(", ", lacking)
                + ", and so does the command "
                + criu
                + ", which says: "
                + said.strip().replace('\n', ' ')
                + ". Remedy: run as root; or run `crac setup --grant GROUP`.");
      }
    }
  }

  /**
   * Returns why no TCP or UDP socket can be dumped here; empty if it can: Linux 6.16 refuses an
   * option to sockets of other families that CRIU before 4.2 asks of all.
   */
  public Optional<String> cannotDumpInetSockets() throws IOException {
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
    String output = run("--version");
    Matcher version = Pattern.compile("[\\d.]+").matcher(output);
    return version.find() ? version.group() : "of unknown version";
  }

  /** Returns what the command says. It has ended by then, and so is no child in an image. */
  private String run(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(criu));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + criu + " ends", e);
    }
    return output;
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
