// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/** An attempt to make a physical connection. */
interface Connecting {
  Connection connect() throws SQLException;
}
