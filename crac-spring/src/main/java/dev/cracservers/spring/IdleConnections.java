// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.sockets.KernelSocket;
import dev.cracservers.core.sockets.OwnSockets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.pool.ConnPoolControl;
import org.apache.hc.core5.util.TimeValue;

/**
 * Closes the connections that a pool of Apache HttpClient 5 keeps for later.
 *
 * @param name of the bean
 * @param pool the connection manager
 */
record IdleConnections(String name, ConnPoolControl<?> pool) implements CheckpointResource {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  @Override
  public void close(Deadline deadline) throws IOException, InterruptedException {
    List<KernelSocket> before = OwnSockets.to(ports());
    int idle = pool.getTotalStats().getAvailable();
    pool.closeIdle(TimeValue.ZERO_MILLISECONDS);
    // Threads of an asynchronous client close them, a moment later. The server may have closed some
    // before, which the pool counts all the same; what is left the engine refuses.
    boolean unused =
        Deadline.after(
                PATIENCE.compareTo(deadline.remaining()) < 0 ? PATIENCE : deadline.remaining())
            .await(() -> before.size() - leftOf(before) >= Math.min(idle, before.size()));
  }

  private static long leftOf(List<KernelSocket> before) {
    Set<Long> inodes = before.stream().map(KernelSocket::inode).collect(Collectors.toSet());
    try {
      return OwnSockets.matching(socket -> inodes.contains(socket.inode())).size();
    } catch (IOException e) {
      throw new UncheckedIOException("the sockets of this process cannot be listed", e);
    }
  }

  private Set<Integer> ports() {
    return pool.getRoutes().stream()
        .filter(HttpRoute.class::isInstance)
        .map(HttpRoute.class::cast)
        .map(route -> route.getProxyHost() == null ? route.getTargetHost() : route.getProxyHost())
        .map(HttpHost::getPort)
        .collect(Collectors.toSet());
  }
}
