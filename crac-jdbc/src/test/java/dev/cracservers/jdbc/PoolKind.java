// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import dev.cracservers.jdbc.DataSourceBuilder.Closing;
import dev.cracservers.testkit.TestAction;
import java.time.Duration;
import javax.sql.DataSource;

/** Every way in which a pool goes through checkpoints. */
enum PoolKind {
  HIKARI_BUILT(PoolKind::built),
  HIKARI_RUNNING(PoolKind::running),
  HIKARI_SWAPPED(swapped(Pools::hikari)),
  DBCP2_IN_PLACE(PoolKind::dbcp2),
  DBCP2_SWAPPED(swapped(Pools::dbcp2)),
  TOMCAT_IN_PLACE(PoolKind::tomcat),
  TOMCAT_SWAPPED(swapped(Pools::tomcat, pool -> pool.close(true))),
  AGROAL_SWAPPED(swapped(Pools::agroal, Pools::closeAgroal)),
  C3P0_SWAPPED(swapped(Pools::c3p0)),
  VIBUR_SWAPPED(swapped(Pools::vibur)),
  UCP_SWAPPED(swapped(Pools::ucp, Pools::closeUcp));

  /** A pool with the resource that takes it through checkpoints, and how it ends. */
  record Opened(CheckpointResource resource, DataSource dataSource, TestAction end) {}

  private interface Opening {
    Opened open(Database database, int port, OnDrainTimeout answer) throws Exception;
  }

  private interface Making<D> {
    D make(Database database, int port) throws Exception;
  }

  @SuppressWarnings("ImmutableEnumChecker") // It opens, and keeps nothing.
  private final Opening opening;

  PoolKind(Opening opening) {
    this.opening = opening;
  }

  /** Opens a pool of {@link Pools#SIZE} connections to the database behind a port. */
  Opened open(Database database, int port, OnDrainTimeout answer) throws Exception {
    return opening.open(database, port, answer);
  }

  private static Opened built(Database database, int port, OnDrainTimeout answer) {
    return opened(
        HikariPoolResource.builder(config())
            .url(() -> database.url(port))
            .user(database::user)
            .password(database::password)
            .onBorrowedTimeout(answer)
            .build());
  }

  private static Opened running(Database database, int port, OnDrainTimeout answer) {
    HikariConfig config = config();
    config.setJdbcUrl(database.url(port));
    config.setUsername(database.user());
    config.setPassword(database.password());
    return opened(
        HikariPoolResource.running(new HikariDataSource(config))
            .password(database::password)
            .onBorrowedTimeout(answer)
            .build());
  }

  private static HikariConfig config() {
    HikariConfig config = PostgresPool.config(Pools.SIZE);
    config.setMinimumIdle(2);
    return config;
  }

  private static Opened opened(HikariPoolResource resource) {
    return new Opened(resource, resource.dataSource(), resource.dataSource()::close);
  }

  private static Opened dbcp2(Database database, int port, OnDrainTimeout answer)
      throws InterruptedException {
    return opened(
        Dbcp2Pool.inPlace(
            "orders", Pools.dbcp2(database, port), today -> today.setPassword(database.password())),
        answer);
  }

  private static Opened tomcat(Database database, int port, OnDrainTimeout answer)
      throws InterruptedException {
    return opened(
        TomcatPool.inPlace(
            "orders",
            Pools.tomcat(database, port),
            today -> today.setPassword(database.password())),
        answer);
  }

  private static <D extends DataSource> Opening swapped(Making<D> making) {
    return (database, port, answer) -> opened(over(making, database, port), answer);
  }

  private static <D extends DataSource> Opening swapped(Making<D> making, Closing<D> closing) {
    return (database, port, answer) ->
        opened(over(making, database, port).closing(closing), answer);
  }

  private static <D extends DataSource> DataSourceBuilder<D> over(
      Making<D> making, Database database, int port) {
    return DataSourceResource.over("orders", () -> making.make(database, port));
  }

  private static Opened opened(DataSourceBuilder<?> builder, OnDrainTimeout answer)
      throws InterruptedException {
    DataSourceResource resource =
        builder.onBorrowedTimeout(answer).borrowTimeout(Duration.ofSeconds(20)).build();
    return new Opened(resource, resource.dataSource(), resource::shutDown);
  }
}
