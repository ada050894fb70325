// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.sql.SQLException;
import java.util.Set;

/** Where the connections of a pool lead to. Thread-safe. */
interface Destination {

  /** Returns the ports a connection made now leads to; empty if the URL names none. */
  Set<Integer> ports() throws SQLException;

  /** Returns where connections go now, without any secret, for messages. */
  String target();
}
