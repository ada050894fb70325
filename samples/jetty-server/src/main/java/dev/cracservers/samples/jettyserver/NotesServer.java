// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.jettyserver;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariConfig;
import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.jdbc.HikariPoolResource;
import dev.cracservers.jetty.JettyServerResource;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.flywaydb.core.Flyway;

/**
 * A service that can be checkpointed. Its settings are system properties or environment variables,
 * looked up at the start and again at each restore: {@code jetty.http.port}, {@code db.url}, {@code
 * db.user}, {@code db.password}.
 */
public final class NotesServer {
  private final CheckpointCoordinator coordinator = CheckpointCoordinator.create();
  private final HikariPoolResource pool;
  private final Server server = new Server();

  /** Starts the service. */
  public NotesServer() throws Exception {
    HikariConfig config = new HikariConfig();
    config.setPoolName("notes-db");
    pool =
        HikariPoolResource.builder(config)
            .url(setting("db.url"))
            .user(setting("db.user"))
            .password(setting("db.password"))
            .build();
    coordinator.register(pool);
    Flyway.configure().dataSource(pool.dataSource()).load().migrate();

    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    connector.setPort(Integer.parseInt(setting("jetty.http.port").get()));
    server.addConnector(connector);
    server.setHandler(handler(new NoteStore(pool.dataSource())));
    server.start();
    coordinator.register(JettyServerResource.of(server));
    coordinator.applicationStarted();
  }

  private ServletContextHandler handler(NoteStore store) {
    ObjectMapper json = new ObjectMapper();
    ServletContextHandler handler = new ServletContextHandler("/");
    handler.addServlet(new NotesServlet(store, json), "/notes/*");
    handler.addServlet(new SlowServlet(store), "/slow");
    handler.addServlet(new ReportServlet(coordinator, json), "/report");
    return handler;
  }

  private Supplier<String> setting(String name) {
    return () ->
        coordinator
            .setting(name)
            .orElseThrow(() -> new IllegalStateException("the setting " + name + " is missing"));
  }

  /** Stops the service. */
  public void stop() throws Exception {
    server.stop();
    pool.dataSource().close();
    coordinator.close();
  }

  /** Starts the service and serves until the process is ended. */
  public static void main(String[] arguments) throws Exception {
    NotesServer notes = new NotesServer();
    notes.server.join();
  }
}
