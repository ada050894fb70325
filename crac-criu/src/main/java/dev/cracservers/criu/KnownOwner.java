// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A row of the table of those who are known to hold something open.
 *
 * @param kind what it is known by
 * @param pattern how that looks
 * @param name who it is
 * @param remedy what to do
 */
record KnownOwner(String kind, String pattern, String name, String remedy) {
  private static final String TABLE = "owners.txt";

  /** The topmost line of a stack that is of a known library tells. */
  static Optional<KnownOwner> of(List<StackTraceElement> stack) {
    List<KnownOwner> rows = rows();
    for (StackTraceElement frame : stack) {
      Optional<KnownOwner> found =
          find(rows, "frame", pattern -> frame.getClassName().startsWith(pattern));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  static Optional<KnownOwner> ofThread(String name) {
    return find(rows(), "thread", name::startsWith);
  }

  static Optional<KnownOwner> ofPort(int port) {
    return find(rows(), "port", Integer.toString(port)::equals);
  }

  static Optional<KnownOwner> ofPath(String path) {
    return find(rows(), "path", path::endsWith);
  }

  private static Optional<KnownOwner> find(
      List<KnownOwner> rows, String kind, Predicate<String> fits) {
    return rows.stream().filter(row -> row.kind.equals(kind) && fits.test(row.pattern)).findFirst();
  }

  /** Read where something is found open: seldom, and then it does not matter. */
  private static List<KnownOwner> rows() {
    try (InputStream table = KnownOwner.class.getResourceAsStream(TABLE)) {
      if (table == null) {
        throw new IllegalStateException(TABLE + " is missing from this jar");
      }
      return new BufferedReader(new InputStreamReader(table, StandardCharsets.UTF_8))
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(KnownOwner::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static KnownOwner parse(String line) {
    String[] fields = line.split("\\|", 3);
    String[] known = fields[0].split(" ", 2);
    return new KnownOwner(known[0], known[1], fields[1], fields[2]);
  }
}
