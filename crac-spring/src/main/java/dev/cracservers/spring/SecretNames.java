// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import java.util.List;
import java.util.Locale;
import org.springframework.util.PatternMatchUtils;

/** Which properties are secret, by patterns of their names in which {@code *} is anything. */
final class SecretNames {
  private final String[] patterns;

  SecretNames(List<String> patterns) {
    this.patterns = patterns.stream().map(SecretNames::uniform).toArray(String[]::new);
  }

  boolean matches(String name) {
    String uniform = uniform(name);
    return !uniform.startsWith("crac.") && PatternMatchUtils.simpleMatch(patterns, uniform);
  }

  /** As {@link #matches}, for the name of an environment variable. */
  boolean matchesVariable(String name) {
    return matches(name.replace('_', '.'));
  }

  /** Returns a name without what its spellings differ in, and without the numbers of lists. */
  private static String uniform(String name) {
    return name.toLowerCase(Locale.ROOT)
        .replaceAll("\\[\\d+]", "")
        .replaceAll("[^\\p{Alnum}.*]", "");
  }
}
