// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import com.mongodb.ServerAddress;
import com.mongodb.connection.ServerDescription;
import com.mongodb.internal.session.ServerSessionPool;
import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Phase;
import dev.cracservers.core.RestoreContext;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A client of MongoDB whose servers, pools and monitors are closed for the image, and taken from a
 * new client after it. Operations that begin meanwhile wait for those.
 *
 * @param <C> the class of the client
 */
final class SwappedMongoClient<C extends Closeable> implements CheckpointResource {
  private static final Duration LEAST = Duration.ofMillis(1);

  private final String name;
  private final MongoDriver<C> driver;
  private final Supplier<C> making;
  private final MongoLoops loops;
  private final MongoSockets sockets;
  private final MongoGate gate;
  private final SwappedCluster cluster;
  private final C client;
  private volatile C behind;
  private boolean closed;
  private Map<String, Long> counts = Map.of();

  SwappedMongoClient(
      String name,
      MongoDriver<C> driver,
      C first,
      Supplier<C> making,
      MongoLoops loops,
      MongoSockets sockets) {
    this.name = name;
    this.driver = driver;
    this.making = making;
    this.loops = loops;
    this.sockets = sockets;
    this.behind = first;
    this.gate = new MongoGate(driver.cluster(first));
    this.cluster = new SwappedCluster(gate, this::end);
    this.client = driver.over(cluster, first);
  }

  @Override
  public String name() {
    return name;
  }

  /** Returns what the application uses, the same through all checkpoints. */
  C client() {
    return client;
  }

  @Override
  public void close(Deadline deadline) throws Exception {
    if (closed) {
      return;
    }
    gate.shut();
    ServerSessionPool sessions = driver.sessions(client);
    if (!deadline.await(() -> gate.take(() -> sessions.getInUseCount() == 0))) {
      throw new IllegalStateException(
          "MongoDB client %s after %d ms: operations under way: %d, sessions and cursors open: %d;"
                  .formatted(
                      name,
                      deadline.elapsed().toMillis(),
                      gate.operations(),
                      sessions.getInUseCount())
              + " end them, or allow more time with crac.deadline.close");
    }
    cluster.forgetSessions(sessions);
    Set<ServerAddress> servers = servers();
    sockets.leadTo(servers);
    closed = true;
    behind.close();
    loops.end(driver.settings(behind), name, deadline);
    counts = Map.of("closed", (long) servers.size());
  }

  @Override
  public void reopen(RestoreContext context) {
    try {
      if (closed) {
        behind = making.get();
        gate.replace(driver.cluster(behind));
        closed = false;
        prove(context.deadline());
      }
    } finally {
      // Whoever waits gets the error of the driver, and from then on what it says.
      gate.open();
    }
  }

  private void prove(Deadline deadline) {
    Duration limit = deadline.remaining();
    try {
      driver.ping(behind, limit.compareTo(LEAST) < 0 ? LEAST : limit);
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "MongoDB client %s got no answer from %s in %d ms: %s; is the server up, and does it let"
                  .formatted(name, servers(), deadline.elapsed().toMillis(), e.getMessage())
              + " this user in?",
          e);
    }
  }

  private Set<ServerAddress> servers() {
    return gate.cluster().getCurrentDescription().getServerDescriptions().stream()
        .map(ServerDescription::getAddress)
        .collect(Collectors.toSet());
  }

  @Override
  public Map<String, Long> counts(Phase phase) {
    return phase == Phase.CLOSE ? counts : Map.of();
  }

  /** Closes the servers of now for good, behind {@link #client()}, which is closed. */
  private void end() {
    try {
      behind.close();
    } catch (IOException e) {
      throw new IllegalStateException("MongoDB client " + name + " cannot be closed", e);
    }
  }
}
