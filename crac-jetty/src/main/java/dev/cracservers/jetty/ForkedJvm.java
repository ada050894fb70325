// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import java.util.Arrays;
import java.util.Optional;

/**
 * Jetty's {@code start.jar} starts another JVM where a module or an ini file has JVM options. What
 * {@code crac run} adds reaches only the first one, and nothing but the command line tells.
 */
final class ForkedJvm {
  private static final String ENGINE = "org.crac.Core.Compat";

  private ForkedJvm() {}

  /** Returns what to do if an engine was meant for this JVM and went to its parent. */
  static Optional<String> warning() {
    if (System.getProperty(ENGINE) != null) {
      return Optional.empty();
    }
    return ProcessHandle.current()
        .parent()
        .filter(parent -> hasEngine(parent.info()))
        .map(
            parent ->
                "no checkpoint can be taken of this server: start.jar, process %d, was given the engine"
                        .formatted(parent.pid())
                    + " but has started another JVM for the server, process %d. Start that one"
                        .formatted(ProcessHandle.current().pid())
                    + " itself: eval \"crac run $(java -jar $JETTY_HOME/start.jar --dry-run)\"");
  }

  private static boolean hasEngine(ProcessHandle.Info info) {
    return Arrays.stream(info.arguments().orElse(new String[0]))
        .anyMatch(argument -> argument.startsWith("-D" + ENGINE + "="));
  }
}
