// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.jettyserver;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariConfig;
import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.Registration;
import dev.cracservers.jdbc.HikariPoolResource;
import jakarta.servlet.ServletContext;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * The notes, whatever server they run in: a pool that goes through checkpoints, the tables, the
 * servlets. Its settings are looked up at the start and again at each restore: {@code db.url},
 * {@code db.user}, {@code db.password}.
 */
public final class NotesApplication implements AutoCloseable {
  private final CheckpointCoordinator coordinator;
  private final HikariPoolResource pool;
  private final Registration registration;

  /** Opens the pool, registers it, and creates the tables if there are none. */
  public NotesApplication(CheckpointCoordinator coordinator) {
    this.coordinator = coordinator;
    HikariConfig config = new HikariConfig();
    config.setPoolName("notes-db");
    pool =
        HikariPoolResource.builder(config)
            .url(setting("db.url"))
            .user(setting("db.user"))
            .password(setting("db.password"))
            .build();
    registration = coordinator.register(pool);
    Flyway.configure().dataSource(pool.dataSource()).load().migrate();
  }

  /** Adds the servlets to a context that is not started yet. */
  public void addServlets(ServletContext context) {
    NoteStore store = new NoteStore(pool.dataSource());
    ObjectMapper json = new ObjectMapper();
    context.addServlet("notes", new NotesServlet(store, json)).addMapping("/notes/*");
    context.addServlet("slow", new SlowServlet(store)).addMapping("/slow");
    context.addServlet("visits", new VisitsServlet()).addMapping("/visits");
    context.addServlet("report", new ReportServlet(coordinator, json)).addMapping("/report");
  }

  /** Returns the pool, for what else a server keeps in the database. */
  public DataSource dataSource() {
    return pool.dataSource();
  }

  /** Ends the registration and closes the pool. */
  @Override
  public void close() {
    registration.close();
    pool.dataSource().close();
  }

  private Supplier<String> setting(String name) {
    return () -> coordinator.requiredSetting(name);
  }
}
