// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import dev.cracservers.testkit.real.CracCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The {@code crac} command, run to its end, by another command if need be. */
final class CommandLine {
  /** How it ended, and what it wrote. */
  record Ended(int status, String output) {}

  private CommandLine() {}

  static Ended run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return run(environment, List.of(), arguments);
  }

  static Ended run(Map<String, String> environment, List<String> by, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(by);
    command.add(CracCommand.file().toString());
    command.addAll(List.of(arguments));
    return run(environment, command);
  }

  /** Runs another command, such as one in another place. */
  static Ended run(Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }
}
