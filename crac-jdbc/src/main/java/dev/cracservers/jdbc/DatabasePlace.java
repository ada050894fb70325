// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where the database of a JDBC URL is, as far as descriptors of this process are concerned: behind
 * ports, in a file, or in memory. Sources: the URL formats and default ports of pgjdbc, MySQL,
 * MariaDB, SQL Server, Oracle, Db2, H2, HSQLDB, Derby and SQLite.
 */
final class DatabasePlace {
  private static final Map<String, Integer> DEFAULT_PORTS =
      Map.of(
          "postgresql", 5432,
          "mysql", 3306,
          "mariadb", 3306,
          "sqlserver", 1433,
          "oracle", 1521,
          "db2", 50000,
          "h2", 9092,
          "hsqldb", 9001,
          "derby", 1527);
  private static final Pattern PORT =
      Pattern.compile("(?:/|@|,|^)(?:\\[[^]]*]|[^/?;(,@:]*):(\\d+)(?=[/,:]|$)");
  private static final Pattern FILE =
      Pattern.compile(
          "^jdbc:(?:(h2|hsqldb|derby|sqlite|duckdb):)(?!(?:tcp|ssl|hsqls?|https?|nio):|//)"
              + "(?:file:|nioMapped:|async:|directory:)*([^;?]+).*",
          Pattern.CASE_INSENSITIVE);

  private static final String DERBY_IS_DOWN = "08006";

  private final JdbcUrl url;
  private final Set<Integer> ports;
  private final @Nullable String product;
  private final @Nullable String file;

  DatabasePlace(String text) {
    url = new JdbcUrl(text);
    Matcher embedded = FILE.matcher(text);
    if (url.isInMemory() || !embedded.matches()) {
      product = null;
      file = null;
    } else {
      product = embedded.group(1).toLowerCase(Locale.ROOT);
      file = JdbcFiles.absolute(embedded.group(2));
    }
    ports = url.isInMemory() || file != null ? Set.of() : ports(text);
  }

  /** Returns whether the database lives in this process and goes with its last connection. */
  boolean isInMemory() {
    return url.isInMemory();
  }

  /**
   * Returns the statement that makes the database close with its last connection; null if there is
   * none. Not SHUTDOWN: a pool would replace the connection that it ends, and open the database
   * again. A delay in the URL is set anew when the database is opened; H2 does not report it.
   */
  @Nullable String closeWithLast() {
    return "h2".equals(product) ? "SET DB_CLOSE_DELAY 0" : null;
  }

  /**
   * Closes a database that stays open without connections, whoever else uses it: Derby, which has
   * no other way. It is opened again by the next connection.
   */
  void shutDown() throws SQLException {
    if (!"derby".equals(product)) {
      return;
    }
    try {
      DriverManager.getConnection("jdbc:derby:" + file + ";shutdown=true").close();
    } catch (SQLException e) {
      if (!DERBY_IS_DOWN.equals(e.getSQLState())) {
        throw e;
      }
    }
  }

  /** Returns what to do about a file that stays open. */
  String remedy() {
    return "hsqldb".equals(product)
        ? "; say ;shutdown=true in its URL, so that it closes with its last connection"
        : "";
  }

  /**
   * Returns what of this process leads to the database: the sockets to its ports, the files. They
   * need not belong to one pool. Empty where it cannot be told.
   */
  Set<String> open() {
    if (file != null) {
      return JdbcFiles.openAt(file);
    }
    return ports.isEmpty() ? Set.of() : OpenSockets.to(ports);
  }

  /** Returns whether one descriptor may lead to both; of files, one may lie in another. */
  boolean meets(@Nullable DatabasePlace other) {
    return other != null
        && ((file != null && other.file != null) || !Collections.disjoint(ports, other.ports));
  }

  /** Returns the ports that a URL names. */
  static Set<Integer> namedPorts(String text) {
    String place = text.split("[?;(]", 2)[0];
    Set<Integer> named = new TreeSet<>();
    Matcher port = PORT.matcher(place.substring(place.lastIndexOf('@') + 1));
    while (port.find()) {
      named.add(Integer.valueOf(port.group(1)));
    }
    return named;
  }

  private static Set<Integer> ports(String text) {
    Set<Integer> named = namedPorts(text);
    if (!named.isEmpty()) {
      return named;
    }
    List<String> words = List.of(text.toLowerCase(Locale.ROOT).split(":", 4));
    return words.stream()
        .filter(DEFAULT_PORTS::containsKey)
        .map(DEFAULT_PORTS::get)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Returns the URL without its parameters and without a login. */
  @Override
  public String toString() {
    return url.toString();
  }
}
