// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import reactor.core.publisher.Mono;
import reactor.netty.http.HttpResources;
import reactor.netty.tcp.TcpResources;
import reactor.netty.udp.UdpResources;

/**
 * What Reactor Netty shares between all clients and servers that were not given resources of their
 * own: the event loops, connection pools and DNS resolvers of {@link HttpResources}, {@link
 * TcpResources} and {@link UdpResources}.
 *
 * <p>CLOSE disposes of them. They come back when they are used next, so clients and servers go on
 * as they are, and none has to be made anew; only what was put in by {@code HttpResources.set} has
 * to be put in again. Register it before the servers that run on these event loops: it closes after
 * them then.
 *
 * <p>A client with a connection pool or event loops of its own is for {@link NettyClientResource}.
 */
public final class ReactorHttpResources implements CheckpointResource {
  private final String name;

  private ReactorHttpResources(String name) {
    this.name = name;
  }

  /**
   * Those of this process.
   *
   * @param name their name in reports and errors
   */
  public static ReactorHttpResources of(String name) {
    return new ReactorHttpResources(name);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void close(Deadline deadline) throws InterruptedException, ExecutionException {
    Duration within = deadline.remaining();
    Mono<Void> disposed =
        Mono.when(
            HttpResources.disposeLoopsAndConnectionsLater(Duration.ZERO, within),
            TcpResources.disposeLoopsAndConnectionsLater(Duration.ZERO, within),
            UdpResources.shutdownLater(Duration.ZERO, within));
    if (!deadline.await(disposed.toFuture())) {
      throw new IllegalStateException(
          "%s could not end the event loops of Reactor Netty within %d ms; handlers must not block them"
              .formatted(name, deadline.elapsed().toMillis()));
    }
  }
}
