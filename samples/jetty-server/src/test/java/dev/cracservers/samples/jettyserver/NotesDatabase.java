// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.jettyserver;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/**
 * A PostgreSQL with two roles that may both use the notes. Runs in processes of its own, which are
 * children of this JVM: what is to be dumped must be another one.
 */
public final class NotesDatabase implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** The roles; each has its name as password. */
  public static final List<String> ROLES = List.of("alice", "bob");

  private final EmbeddedPostgres postgres;

  private NotesDatabase(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  /** Starts one; its files go to the given folder. */
  public static NotesDatabase start(Path folder) {
    try {
      Files.createDirectories(folder);
      Path access =
          Files.writeString(
              folder.resolve("access.conf"),
              "host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n");
      NotesDatabase database =
          new NotesDatabase(
              EmbeddedPostgres.builder()
                  .setPGStartupWait(PATIENCE)
                  .setOverrideWorkingDirectory(folder.resolve("binaries").toFile())
                  .setDataDirectory(folder.resolve("data"))
                  .setCleanDataDirectory(true)
                  .setServerConfig("hba_file", access.toString())
                  .start());
      database.createRoles();
      return database;
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL did not start", e);
    }
  }

  /** Returns the URL of the database, without a role. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres";
  }

  /** Gives a role another password; only that one is accepted from now on. */
  public void rotatePassword(String role, String password) {
    execute("alter role " + role + " password '" + password + "'");
  }

  @Override
  public void close() {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL did not stop", e);
    }
  }

  private void createRoles() {
    for (String role : ROLES) {
      execute("create role " + role + " login password '" + role + "'");
      execute("grant all on schema public to " + role);
    }
  }

  private void execute(String sql) {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL does not take: " + sql, e);
    }
  }
}
