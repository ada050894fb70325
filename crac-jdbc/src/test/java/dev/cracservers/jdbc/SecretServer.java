// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import com.zaxxer.hikari.HikariConfig;
import dev.cracservers.core.CheckpointCoordinator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.concurrent.CountDownLatch;

/**
 * A process with a pool of ten connections whose password is in a file: {@code URL FILE MARK},
 * where the name of the user is written to the file MARK once the pool is full. With a fourth
 * argument it keeps the password for itself.
 */
final class SecretServer {
  private static String kept = "";

  private SecretServer() {}

  public static void main(String[] arguments) throws Exception {
    CheckpointCoordinator coordinator = CheckpointCoordinator.create();
    HikariConfig config = new HikariConfig();
    config.setPoolName("secret");
    config.setMaximumPoolSize(10);
    Path file = Path.of(arguments[1]);
    HikariPoolResource pool =
        HikariPoolResource.builder(config)
            .url(() -> arguments[0])
            .user(() -> "canary")
            .password(() -> read(file))
            .build();
    coordinator.register(pool);
    PostgresPool.await(
        "ten connections",
        () -> pool.dataSource().getHikariPoolMXBean().getIdleConnections() == 10);
    if (arguments.length > 3) {
      kept = read(file);
    }
    coordinator.applicationStarted();
    try (Connection connection = pool.dataSource().getConnection()) {
      Files.writeString(Path.of(arguments[2]), connection.getMetaData().getUserName());
    }
    new CountDownLatch(kept.isEmpty() ? 1 : 2).await();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
