// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Makes connections in the way a running pool has made them so far. */
record PoolConnector(DataSource former, JdbcUrl url) implements Connector {

  @Override
  public Connection connect() throws SQLException {
    return former.getConnection();
  }

  @Override
  public Connection connect(String user, @Nullable String password) throws SQLException {
    return former.getConnection(user, password);
  }

  @Override
  public int loginTimeout() throws SQLException {
    return former.getLoginTimeout();
  }

  @Override
  public Set<Integer> ports() {
    return DatabasePlace.namedPorts(url.text());
  }

  @Override
  public String target() {
    return url.toString();
  }
}
