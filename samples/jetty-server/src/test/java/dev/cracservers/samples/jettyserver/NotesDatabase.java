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
import java.util.List;

/**
 * A PostgreSQL with two roles that may both use the notes. Runs in processes of its own, which are
 * children of this JVM: what is to be dumped must be another one.
 */
public final class NotesDatabase implements AutoCloseable {
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
      NotesDatabase database =
          new NotesDatabase(
              EmbeddedPostgres.builder()
                  .setOverrideWorkingDirectory(folder.resolve("binaries").toFile())
                  .setDataDirectory(folder.resolve("data"))
                  .setCleanDataDirectory(true)
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

  @Override
  public void close() {
    try {
      postgres.close();
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL did not stop", e);
    }
  }

  private void createRoles() {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      for (String role : ROLES) {
        statement.execute("create role " + role + " login password '" + role + "'");
        statement.execute("grant all on schema public to " + role);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the roles cannot be created", e);
    }
  }
}
