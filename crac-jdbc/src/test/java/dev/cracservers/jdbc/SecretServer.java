// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A process with full pools whose user and password are those {@link Database} is given: {@code
 * MARK} and for each pool {@code KIND DATABASE PORT}. The names of the users are written to the
 * file MARK once the pools are full. With the system property {@code test.keep} it keeps the
 * password for itself.
 */
final class SecretServer {
  private static @Nullable String kept;

  private SecretServer() {}

  public static void main(String[] arguments) throws Exception {
    CheckpointCoordinator coordinator = CheckpointCoordinator.create();
    Set<String> users = new TreeSet<>();
    for (int at = 1; at < arguments.length; at += 3) {
      PoolKind.Opened pool =
          PoolKind.valueOf(arguments[at])
              .open(
                  Database.valueOf(arguments[at + 1]),
                  Integer.parseInt(arguments[at + 2]),
                  OnDrainTimeout.ABORT);
      coordinator.register(pool.resource());
      users.add(fill(pool.dataSource()));
    }
    if (Boolean.getBoolean("test.keep")) {
      kept = Database.POSTGRES.password();
    }
    coordinator.applicationStarted();
    Files.writeString(Path.of(arguments[0]), users.toString());
    new CountDownLatch(kept == null ? 1 : 2).await();
  }

  private static String fill(DataSource pool) throws SQLException {
    try (Connection one = pool.getConnection();
        Connection two = pool.getConnection();
        Connection three = pool.getConnection()) {
      return one.getMetaData().getUserName().replaceFirst("@.*", "") + (two == three ? "!" : "");
    }
  }
}
