// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import com.mongodb.ServerAddress;
import com.mongodb.UnixServerAddress;
import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.RestoreContext;
import dev.cracservers.core.sockets.OwnSockets;
import java.io.IOException;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Proves that no socket to MongoDB is left, once all clients are closed: of several to one server
 * none can be told from those of another.
 */
final class MongoSockets implements CheckpointResource {
  private final Set<Integer> ports = ConcurrentHashMap.newKeySet();

  /** Takes note of the servers of a client. */
  void leadTo(Collection<ServerAddress> servers) {
    servers.stream()
        .filter(server -> !(server instanceof UnixServerAddress))
        .map(ServerAddress::getPort)
        .forEach(ports::add);
  }

  @Override
  public String name() {
    return "mongodb-sockets";
  }

  @Override
  public void close(Deadline deadline) throws IOException, InterruptedException {
    OwnSockets.awaitGone(
        "the MongoDB clients",
        socket -> ports.contains(socket.remote().getPort()),
        "close the client that is no bean, or allow more time with crac.deadline.close",
        deadline);
  }

  @Override
  public void reopen(RestoreContext context) {
    ports.clear();
  }
}
