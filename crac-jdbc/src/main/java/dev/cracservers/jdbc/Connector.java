// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes physical connections, with the settings as they are at that moment. Thread-safe. */
interface Connector {

  /** Returns the ports that a connection made now leads to; empty if the URL names none. */
  Set<Integer> ports() throws SQLException;

  /** Returns where connections lead now, without any secret, for messages. */
  String target();

  /** Makes a connection. */
  Connection connect() throws SQLException;

  /** Makes a connection for a user whom the pool names. */
  Connection connect(String user, @Nullable String password) throws SQLException;

  /** Returns after how many seconds an attempt to connect ends; 0 if that is up to the driver. */
  int loginTimeout() throws SQLException;
}
