// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import dev.cracservers.testkit.TestAction;
import io.agroal.api.AgroalDataSource;
import java.time.Duration;
import java.util.Set;
import javax.sql.DataSource;

/** Every way in which a pool goes through checkpoints. */
enum PoolKind {
  HIKARI_BUILT {
    @Override
    Opened open(Database database, int port, OnDrainTimeout answer) {
      HikariConfig config = config();
      return opened(
          HikariPoolResource.builder(config)
              .url(() -> database.url(port))
              .user(database::user)
              .password(database::password)
              .onBorrowedTimeout(answer)
              .build());
    }
  },
  HIKARI_RUNNING {
    @Override
    Opened open(Database database, int port, OnDrainTimeout answer) {
      HikariConfig config = config();
      config.setJdbcUrl(database.url(port));
      config.setUsername(database.user());
      config.setPassword(database.password());
      HikariDataSource running = new HikariDataSource(config);
      return opened(
          HikariPoolResource.running(running)
              .password(database::password)
              .onBorrowedTimeout(answer)
              .build());
    }
  },
  HIKARI_SWAPPED {
    @Override
    Opened open(Database database, int port, OnDrainTimeout answer) throws Exception {
      return opened(DataSourceResource.over("orders", () -> Pools.hikari(database, port)), answer);
    }
  },
  DBCP2_IN_PLACE {
    @Override
    Opened open(Database database, int port, OnDrainTimeout answer) throws Exception {
      return opened(
          Dbcp2Pool.inPlace(
              "orders",
              Pools.dbcp2(database, port),
              today -> today.setPassword(database.password())),
          answer);
    }
  },
  DBCP2_SWAPPED {
    @Override
    Opened open(Database database, int port, OnDrainTimeout answer) throws Exception {
      return opened(DataSourceResource.over("orders", () -> Pools.dbcp2(database, port)), answer);
    }
  },
  TOMCAT_IN_PLACE {
    @Override
    Opened open(Database database, int port, OnDrainTimeout answer) throws Exception {
      return opened(
          TomcatPool.inPlace(
              "orders",
              Pools.tomcat(database, port),
              today -> today.setPassword(database.password())),
          answer);
    }
  },
  TOMCAT_SWAPPED {
    @Override
    Opened open(Database database, int port, OnDrainTimeout answer) throws Exception {
      return opened(
          DataSourceResource.over("orders", () -> Pools.tomcat(database, port))
              .closing(pool -> pool.close(true)),
          answer);
    }
  },
  AGROAL_IN_PLACE {
    @Override
    Opened open(Database database, int port, OnDrainTimeout answer) throws Exception {
      AgroalDataSource pool = Pools.agroal(database, port);
      pool.getConfiguration().connectionPoolConfiguration().setMinSize(2);
      Opened opened = opened(AgroalPool.inPlace("orders", pool), answer);
      return new Opened(
          opened.resource(),
          opened.dataSource(),
          () -> {
            opened.end().run();
            // It would leave those open for ever that it is making when it is closed.
            PostgresPool.await("flushed", () -> isFlushed(pool, port));
            pool.close();
          });
    }
  },
  AGROAL_SWAPPED {
    @Override
    Opened open(Database database, int port, OnDrainTimeout answer) throws Exception {
      return opened(DataSourceResource.over("orders", () -> Pools.agroal(database, port)), answer);
    }
  },
  C3P0_SWAPPED {
    @Override
    Opened open(Database database, int port, OnDrainTimeout answer) throws Exception {
      return opened(DataSourceResource.over("orders", () -> Pools.c3p0(database, port)), answer);
    }
  },
  VIBUR_SWAPPED {
    @Override
    Opened open(Database database, int port, OnDrainTimeout answer) throws Exception {
      return opened(DataSourceResource.over("orders", () -> Pools.vibur(database, port)), answer);
    }
  },
  UCP_SWAPPED {
    @Override
    Opened open(Database database, int port, OnDrainTimeout answer) throws Exception {
      return opened(
          DataSourceResource.over("orders", () -> Pools.ucp(database, port))
              .closing(Pools::closeUcp),
          answer);
    }
  };

  /** A pool with the resource that takes it through checkpoints, and how it ends. */
  record Opened(CheckpointResource resource, DataSource dataSource, TestAction end) {}

  /** Opens a pool of {@link Pools#SIZE} connections to the database behind a port. */
  abstract Opened open(Database database, int port, OnDrainTimeout answer) throws Exception;

  private static boolean isFlushed(AgroalDataSource pool, int port) {
    pool.flush(AgroalDataSource.FlushMode.GRACEFUL);
    return OpenSockets.to(Set.of(port)).isEmpty();
  }

  private static HikariConfig config() {
    HikariConfig config = PostgresPool.config(Pools.SIZE);
    config.setMinimumIdle(2);
    return config;
  }

  private static Opened opened(HikariPoolResource resource) {
    return new Opened(resource, resource.dataSource(), resource.dataSource()::close);
  }

  private static Opened opened(DataSourceBuilder<?> builder, OnDrainTimeout answer)
      throws InterruptedException {
    DataSourceResource resource =
        builder.onBorrowedTimeout(answer).borrowTimeout(Duration.ofSeconds(20)).build();
    return new Opened(resource, resource.dataSource(), resource::shutDown);
  }
}
