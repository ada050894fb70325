// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/** Makes physical connections, with the settings as they are at that moment. Thread-safe. */
interface Connector {

  /** Makes a connection. */
  Connection connect() throws SQLException;

  /** Returns whether a connection made now certainly opens a socket in this process. */
  boolean opensSocket() throws SQLException;

  /** Returns where connections go now, without any secret, for messages. */
  String target();
}
