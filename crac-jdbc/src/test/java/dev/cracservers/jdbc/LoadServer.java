// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.cracservers.core.CheckpointCoordinator;
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

  public static void main(String[] arguments) {
    CheckpointCoordinator coordinator = CheckpointCoordinator.create();
    HikariPoolResource pool = builder(arguments[0], coordinator).build();
    coordinator.register(pool);
    coordinator.applicationStarted();
    LoadServer server = new LoadServer(Path.of(arguments[1]));
    Runtime.getRuntime().addShutdownHook(new Thread(server::writeErrors));
    for (int i = 0; i < THREADS; i++) {
      new Thread(() -> server.queryFrom(pool.dataSource())).start();
    }
  }

  private static HikariPoolBuilder builder(String kind, CheckpointCoordinator coordinator) {
    Supplier<String> url = () -> coordinator.setting("db.url").orElseThrow();
    Supplier<String> user = () -> coordinator.setting("db.user").orElseThrow();
    Supplier<String> password = () -> coordinator.setting("db.password").orElseThrow();
    HikariConfig config = PostgresPool.config(5);
    HikariPoolBuilder builder;
    if (PoolKind.valueOf(kind) == PoolKind.HIKARI_RUNNING) {
      config.setJdbcUrl(url.get());
      config.setUsername(user.get());
      config.setPassword(password.get());
      builder = HikariPoolResource.running(new HikariDataSource(config));
    } else {
      builder = HikariPoolResource.builder(config);
    }
    return builder.url(url).user(user).password(password);
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
