// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Makes physical connections, with the settings as they are at that moment. Thread-safe. */
interface Connector extends Destination {

  /** Makes a connection. */
  Connection connect() throws SQLException;

  /** Makes a connection for a user whom the pool names. */
  Connection connect(String user, @Nullable String password) throws SQLException;

  /** Returns after how many seconds an attempt to connect ends; 0 if that is up to the driver. */
  int loginTimeout() throws SQLException;
}
