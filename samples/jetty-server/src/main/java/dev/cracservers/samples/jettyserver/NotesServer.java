// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.jettyserver;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.core.Phase;
import dev.cracservers.jetty.JettyServerResource;
import java.time.Duration;
import javax.sql.DataSource;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.session.DatabaseAdaptor;
import org.eclipse.jetty.session.JDBCSessionDataStoreFactory;
import org.eclipse.jetty.session.NullSessionCacheFactory;

/**
 * A service that can be checkpointed. Its settings are system properties or environment variables,
 * looked up at the start and again at each restore: {@code jetty.http.port}, and those of {@link
 * NotesApplication}. The system property {@code notes.patience} is that of the start.
 */
public final class NotesServer {
  private final CheckpointCoordinator coordinator = CheckpointCoordinator.create(settings());
  private final NotesApplication notes = new NotesApplication(coordinator);
  private final Server server = new Server();

  /** Starts the service. */
  public NotesServer() throws Exception {
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    connector.setPort(coordinator.setting("jetty.http.port").map(Integer::valueOf).orElse(8080));
    server.addConnector(connector);
    ServletContextHandler handler = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
    notes.addServlets(handler.getServletContext());
    server.setHandler(handler);
    keepSessionsIn(notes.dataSource());
    server.start();
    coordinator.register(JettyServerResource.of(server));
    coordinator.applicationStarted();
  }

  /** How many seconds a restore waits for the database, and then for the port. */
  private static CheckpointSettings settings() {
    Duration patience = Duration.ofSeconds(Long.getLong("notes.patience", 10));
    return CheckpointSettings.defaults()
        .withDeadline(Phase.REOPEN, patience)
        .withDeadline(Phase.REBIND, patience);
  }

  /** All processes restored from an image have the same sessions, so none keeps them to itself. */
  private void keepSessionsIn(DataSource database) {
    DatabaseAdaptor tables = new DatabaseAdaptor();
    tables.setDatasource(database);
    JDBCSessionDataStoreFactory store = new JDBCSessionDataStoreFactory();
    store.setDatabaseAdaptor(tables);
    server.addBean(store);
    server.addBean(new NullSessionCacheFactory());
  }

  /** Stops the service. */
  public void stop() throws Exception {
    server.stop();
    notes.close();
    coordinator.close();
  }

  /** Starts the service and serves until the process is ended. */
  public static void main(String[] arguments) throws Exception {
    NotesServer notes = new NotesServer();
    notes.server.join();
  }
}
