// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.jettyserver;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariConfig;
import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.jdbc.HikariPoolResource;
import dev.cracservers.jetty.JettyServerResource;
import jakarta.servlet.Servlet;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.flywaydb.core.Flyway;

/**
 * A service that can be checkpointed. Settings, as system properties or environment variables, at
 * the start and again at each restore: {@code jetty.http.port}, {@code db.url}, {@code db.user},
 * {@code db.password}.
 */
public final class NotesServer {
  private NotesServer() {}

  /** Starts the server. */
  public static void main(String[] arguments) throws Exception {
    CheckpointCoordinator coordinator = CheckpointCoordinator.create();
    HikariPoolResource pool = pool(coordinator);
    coordinator.register(pool);

    Flyway.configure().dataSource(pool.dataSource()).load().migrate();
    Server server = server(coordinator, new NoteStore(pool.dataSource()));
    server.start();
    coordinator.register(JettyServerResource.of(server));
    coordinator.applicationStarted();
    server.join();
  }

  private static HikariPoolResource pool(CheckpointCoordinator coordinator) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("notes-db");
    config.setMaximumPoolSize(10);
    return HikariPoolResource.builder(config)
        .url(required(coordinator, "db.url"))
        .user(required(coordinator, "db.user"))
        .password(() -> coordinator.setting("db.password").orElse(""))
        .build();
  }

  private static Server server(CheckpointCoordinator coordinator, NoteStore store) {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    connector.setPort(coordinator.setting("jetty.http.port").map(Integer::parseInt).orElse(8080));
    server.addConnector(connector);

    ObjectMapper json = new ObjectMapper();
    ServletContextHandler context = new ServletContextHandler("/");
    Map<String, Servlet> servlets =
        Map.of(
            "/notes/*", new NotesServlet(store, json),
            "/slow", new SlowServlet(store),
            "/report", new ReportServlet(coordinator, json));
    servlets.forEach((path, servlet) -> context.addServlet(new ServletHolder(servlet), path));
    server.setHandler(context);
    return server;
  }

  private static Supplier<String> required(CheckpointCoordinator coordinator, String name) {
    return () ->
        coordinator
            .setting(name)
            .orElseThrow(() -> new IllegalStateException("the setting " + name + " is missing"));
  }
}
