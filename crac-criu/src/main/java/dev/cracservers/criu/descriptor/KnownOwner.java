// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.descriptor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

  /** What a stack opened or waits for; it decides which rows count. */
  enum Holding {
    FILE,
    CONNECTION,
    LISTENER,
    ANY_SOCKET;

    private boolean counts(String kind) {
      return switch (kind) {
        case "frame" -> true;
        case "client" -> this == CONNECTION || this == ANY_SOCKET;
        case "server" -> this == LISTENER || this == ANY_SOCKET;
        default -> false;
      };
    }
  }

  /** A copy of a library under another package has a segment like this before its own name. */
  private static final Pattern SHADED =
      Pattern.compile("(.+\\.(?:shaded|shade|thirdparty|repackaged|relocated|deps|vendor))\\.(.+)");

  /**
   * Returns the outermost library of those at the top of a stack: the HTTP client in an SDK is the
   * SDK's. The first frame of the application ends the search, since the library around that has
   * only called the application. Of a file it is the topmost library: the database that writes it,
   * not its pool.
   */
  static Optional<KnownOwner> of(List<StackTraceElement> stack, Holding holding) {
    List<KnownOwner> rows = rows();
    Optional<KnownOwner> owner = Optional.empty();
    for (StackTraceElement frame : stack) {
      String method = frame.getClassName() + "." + frame.getMethodName();
      Optional<KnownOwner> row = find(rows, holding, method);
      if (row.isPresent() && owner.filter(inner -> inner.isMoreOf(row.get())).isEmpty()) {
        owner = row;
      }
      boolean ends = row.isEmpty() && find(rows, "glue", method::startsWith).isEmpty();
      if (owner.isPresent() && (ends || holding == Holding.FILE)) {
        break;
      }
    }
    return owner;
  }

  /** Whether the other row is for all of the library of which this one is for a part. */
  private boolean isMoreOf(KnownOwner other) {
    return pattern.startsWith(other.pattern);
  }

  private static Optional<KnownOwner> find(List<KnownOwner> rows, Holding holding, String method) {
    Optional<KnownOwner> row = findIn(rows, holding, method);
    Matcher shaded = SHADED.matcher(method);
    if (row.isPresent() || !shaded.matches()) {
      return row;
    }
    return findIn(rows, holding, shaded.group(2)).map(known -> known.in(shaded.group(1)));
  }

  private static Optional<KnownOwner> findIn(
      List<KnownOwner> rows, Holding holding, String method) {
    return rows.stream()
        .filter(row -> holding.counts(row.kind) && method.startsWith(row.pattern))
        .findFirst();
  }

  private KnownOwner in(String place) {
    return new KnownOwner(kind, pattern, name + " (in " + place + ")", remedy);
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
