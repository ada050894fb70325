// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells failures to connect that another attempt would only repeat: a login that the database
 * refuses, which may lock the account after a few attempts, and a setting that has no value.
 * Everything else, such as a connection that is refused or a database that is starting up, may
 * pass.
 *
 * <p>Sources: SQLSTATE class 28 of the SQL standard, which PostgreSQL, MySQL, MariaDB, H2, HSQLDB
 * and Db2 use; error 1017 of Oracle, 18456 of SQL Server.
 */
final class PermanentFailure {
  private static final String INVALID_AUTHORIZATION = "28";
  private static final Set<Integer> REFUSED_LOGINS = Set.of(1017, 18456);

  private PermanentFailure() {}

  /** Returns whether this is one, or is caused by one. */
  static boolean is(@Nullable Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof NoSuchElementException
          || each instanceof SQLInvalidAuthorizationSpecException
          || (each instanceof SQLException sql && isRefusedLogin(sql))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isRefusedLogin(SQLException failure) {
    String state = failure.getSQLState();
    return (state != null && state.startsWith(INVALID_AUTHORIZATION))
        || REFUSED_LOGINS.contains(failure.getErrorCode());
  }
}
