// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;

/** The files of an embedded database, by the path its URL names. */
final class JdbcFiles {
  private JdbcFiles() {}

  /** Returns the path as the drivers resolve it. */
  static String absolute(String path) {
    String home = System.getProperty("user.home");
    String resolved = path.startsWith("~/") ? home + path.substring(1) : path;
    return Path.of(resolved).toAbsolutePath().normalize().toString();
  }

  /** Returns the open files that are the given one, lie in it, or are named after it. */
  static Set<String> openAt(String path) {
    return OpenSockets.descriptors().stream()
        .filter(
            open ->
                open.equals(path)
                    || (open.startsWith(path) && ".-/".indexOf(open.charAt(path.length())) >= 0))
        .collect(Collectors.toUnmodifiableSet());
  }
}
