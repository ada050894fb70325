// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import com.mongodb.ServerAddress;
import com.mongodb.UnixServerAddress;
import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.RestoreContext;
import dev.cracservers.core.sockets.KernelSocket;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

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
  public void close(Deadline deadline) throws InterruptedException {
    if (!deadline.await(() -> open().isEmpty())) {
      throw new IllegalStateException(
          "sockets to MongoDB still open %d ms after its clients were closed: to %s; close the client"
                  .formatted(deadline.elapsed().toMillis(), open())
              + " that is no bean, or allow more time with crac.deadline.close");
    }
  }

  @Override
  public void reopen(RestoreContext context) {
    ports.clear();
  }

  private Set<InetSocketAddress> open() {
    return SocketsTo.ports(ports).stream().map(KernelSocket::remote).collect(Collectors.toSet());
  }
}
