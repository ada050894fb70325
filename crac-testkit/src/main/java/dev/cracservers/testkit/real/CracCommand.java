// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The {@code crac} command: the file that the system property {@code crac.launcher} names, or else
 * {@code bin/crac} in the working folder or one above it.
 */
public final class CracCommand {
  /**
   * How a command ended.
   *
   * @param status its exit status
   * @param output what it wrote to its standard output and error
   */
  public record Ended(int status, String output) {}

  private CracCommand() {}

  /** Returns the file of the command. */
  public static Path file() {
    String named = System.getProperty("crac.launcher");
    if (named != null) {
      return Path.of(named);
    }
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      Path command = folder.resolve("bin/crac");
      if (Files.isExecutable(command)) {
        return command;
      }
    }
    throw new IllegalStateException(
        "there is no bin/crac at or above "
            + Path.of("").toAbsolutePath()
            + "; the system property crac.launcher names one");
  }

  /**
   * Runs the command to its end.
   *
   * @param environment variables to add to those of this process
   * @throws IllegalStateException if it has not ended when the limit is over; it is ended then
   */
  public static Ended run(Duration limit, Map<String, String> environment, String... arguments)
      throws InterruptedException {
    try {
      Path output = Files.createTempFile("crac", ".out");
      try {
        ProcessBuilder builder = builder(List.of(arguments), environment);
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        Process process = builder.start();
        if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
          process.destroyForcibly().waitFor();
          throw new IllegalStateException(
              "crac "
                  + String.join(" ", arguments)
                  + " did not end within "
                  + limit.toMillis()
                  + " ms: "
                  + Files.readString(output));
        }
        return new Ended(process.exitValue(), Files.readString(output));
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("crac cannot be run", e);
    }
  }

  static ProcessBuilder builder(List<String> arguments, Map<String, String> environment) {
    List<String> command = new ArrayList<>(List.of(file().toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectInput(Redirect.from(Path.of("/dev/null").toFile()));
    builder.environment().putAll(environment);
    return builder;
  }
}
