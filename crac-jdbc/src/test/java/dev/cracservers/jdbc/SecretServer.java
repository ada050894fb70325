// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A process with a full pool whose user and password are those {@link Database} is given: {@code
 * KIND PORT MARK}. The name of the user is written to the file MARK once the pool is full. With
 * {@code keep} it keeps the password for itself.
 */
final class SecretServer {
  private static @Nullable String kept;

  private SecretServer() {}

  public static void main(String[] arguments) throws Exception {
    CheckpointCoordinator coordinator = CheckpointCoordinator.create();
    List<String> options = List.of(arguments).subList(3, arguments.length);
    PoolKind.Opened pool =
        PoolKind.valueOf(arguments[0])
            .open(Database.POSTGRES, Integer.parseInt(arguments[1]), OnDrainTimeout.ABORT);
    coordinator.register(pool.resource());
    String user;
    try (Connection one = pool.dataSource().getConnection();
        Connection two = pool.dataSource().getConnection();
        Connection three = pool.dataSource().getConnection()) {
      user = one.getMetaData().getUserName() + (two == three ? "!" : "");
    }
    if (options.contains("keep")) {
      kept = Database.POSTGRES.password();
    }
    coordinator.applicationStarted();
    Files.writeString(Path.of(arguments[2]), user);
    new CountDownLatch(kept == null ? 1 : 2).await();
  }
}
