// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.jdbc.DataSourceBuilder;
import dev.cracservers.jdbc.TomcatPool;
import dev.cracservers.spring.PoolSettings.Login;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.tomcat.jdbc.pool.PoolConfiguration;
import org.jspecify.annotations.Nullable;

/** Pools of Tomcat JDBC. */
final class TomcatDataSources implements OtherDataSources.Make {
  @Override
  public @Nullable Login login(DataSource pool) {
    if (!(pool instanceof org.apache.tomcat.jdbc.pool.DataSource known)) {
      return null;
    }
    // The pool itself says only that its password is not available.
    PoolConfiguration set = known.getPoolProperties();
    return new Login(set.getUrl(), set.getUsername(), set.getPassword());
  }

  @Override
  public DataSourceBuilder<?> inPlace(String name, DataSource pool, Supplier<Login> today) {
    return TomcatPool.inPlace(
        name,
        (org.apache.tomcat.jdbc.pool.DataSource) pool,
        opening -> {
          Login login = today.get();
          opening.setUrl(login.url());
          // It fails of a null.
          if (login.user() != null) {
            opening.setUsername(login.user());
          }
          if (login.password() != null) {
            opening.setPassword(login.password());
          }
        });
  }
}
