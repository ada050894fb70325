// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.platform;

import java.util.Map;
import java.util.Optional;

/**
 * The environment that {@code System.getenv()} and {@code ProcessBuilder.environment()} show. A
 * process that is started without a look at the latter inherits that of the first start: it is the
 * C library's, which Java does not write to.
 */
public final class Environment {
  private Environment() {}

  /**
   * Makes it the given one, or adds the given one to it. A stock JDK reads it once at its start;
   * without the agent it stays as it was. Reads meanwhile see an old or a new value of each
   * variable.
   */
  public static void become(Map<String, String> variables, boolean keepOthers) {
    modifiable()
        .ifPresent(
            environment -> {
              environment.putAll(variables);
              if (!keepOthers) {
                environment.keySet().retainAll(variables.keySet());
              }
            });
  }

  /** The JDK hands out an unmodifiable view of a map that is modifiable. */
  @SuppressWarnings("unchecked") // its type is Map<String, String>
  private static Optional<Map<String, String>> modifiable() {
    return JdkInternals.get("java.lang.ProcessEnvironment", "theUnmodifiableEnvironment", Map.class)
        .flatMap(
            view -> JdkInternals.get(view, "java.util.Collections$UnmodifiableMap", "m", Map.class))
        .map(map -> (Map<String, String>) map);
  }
}
