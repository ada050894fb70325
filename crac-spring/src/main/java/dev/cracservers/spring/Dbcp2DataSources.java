// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.jdbc.DataSourceBuilder;
import dev.cracservers.jdbc.Dbcp2Pool;
import dev.cracservers.spring.PoolSettings.Login;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.jspecify.annotations.Nullable;

/** Pools of Commons DBCP 2. */
final class Dbcp2DataSources implements OtherDataSources.Make {
  /** What is deprecated, for its password is for anybody to read, is all there is to read it by. */
  @Override
  @SuppressWarnings("deprecation")
  public @Nullable Login login(DataSource pool) {
    return pool instanceof BasicDataSource known
        ? new Login(known.getUrl(), known.getUsername(), known.getPassword())
        : null;
  }

  @Override
  public DataSourceBuilder<?> inPlace(String name, DataSource pool, Supplier<Login> today) {
    return Dbcp2Pool.inPlace(
        name,
        (BasicDataSource) pool,
        opening -> {
          Login login = today.get();
          opening.setUrl(login.url());
          opening.setUsername(login.user());
          opening.setPassword(login.password());
        });
  }
}
