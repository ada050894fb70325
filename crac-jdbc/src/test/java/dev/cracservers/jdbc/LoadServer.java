// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.cracservers.core.CheckpointCoordinator;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * A process whose twenty threads query a pool of five connections without a pause: {@code KIND
 * FOLDER}. The folder gets a file for each database they find themselves in, with the time of the
 * first answer from there, and at the end a file with the errors.
 */
final class LoadServer {
  private static final int THREADS = 20;

  private final Path folder;
  private final Map<String, Boolean> seen = new ConcurrentHashMap<>();
  private final Queue<String> errors = new ConcurrentLinkedQueue<>();

  private LoadServer(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] arguments) throws Exception {
    CheckpointCoordinator coordinator = CheckpointCoordinator.create();
    DataSource pool = open(PoolKind.valueOf(arguments[0]), coordinator);
    coordinator.applicationStarted();
    LoadServer server = new LoadServer(Path.of(arguments[1]));
    Runtime.getRuntime().addShutdownHook(new Thread(server::writeErrors));
    for (int i = 0; i < THREADS; i++) {
      new Thread(() -> server.queryFrom(pool)).start();
    }
  }

  private static DataSource open(PoolKind kind, CheckpointCoordinator coordinator)
      throws InterruptedException {
    Supplier<String> url = () -> coordinator.setting("db.url").orElseThrow();
    Supplier<String> user = () -> coordinator.setting("db.user").orElseThrow();
    Supplier<String> password = () -> coordinator.setting("db.password").orElseThrow();
    if (kind == PoolKind.AGROAL_SWAPPED) {
      DataSourceResource pool =
          DataSourceResource.over("orders", () -> agroal(url.get(), user.get(), password.get()))
              .closing(Pools::closeAgroal)
              .build();
      coordinator.register(pool);
      return pool.dataSource();
    }
    HikariConfig config = PostgresPool.config(5);
    HikariPoolBuilder builder;
    if (kind == PoolKind.HIKARI_RUNNING) {
      config.setJdbcUrl(url.get());
      config.setUsername(user.get());
      config.setPassword(password.get());
      builder = HikariPoolResource.running(new HikariDataSource(config));
    } else {
      builder = HikariPoolResource.builder(config);
    }
    HikariPoolResource pool = builder.url(url).user(user).password(password).build();
    coordinator.register(pool);
    return pool.dataSource();
  }

  private static AgroalDataSource agroal(String url, String user, String password)
      throws SQLException {
    return AgroalDataSource.from(
        new AgroalDataSourceConfigurationSupplier()
            .connectionPoolConfiguration(
                pool ->
                    pool.maxSize(5)
                        .connectionFactoryConfiguration(
                            connection ->
                                connection
                                    .jdbcUrl(url)
                                    .principal(new NamePrincipal(user))
                                    .credential(new SimplePassword(password)))));
  }

  private void queryFrom(DataSource pool) {
    while (true) {
      try (Connection connection = pool.getConnection()) {
        // The role and its database have one name; MariaDB adds the host to that of the role.
        String role = Database.ask(connection, "SELECT current_user").replaceAll("@.*", "");
        String database = role + Database.ask(connection, "SELECT name FROM place");
        if (seen.putIfAbsent(database, true) == null) {
          write(database, Long.toString(System.currentTimeMillis()));
        }
      } catch (SQLException e) {
        errors.add(e.toString());
      }
    }
  }

  private void writeErrors() {
    write("errors", String.join("\n", errors));
  }

  private void write(String name, String text) {
    try {
      Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
