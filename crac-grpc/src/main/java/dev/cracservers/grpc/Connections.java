// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.grpc;

import dev.cracservers.core.sockets.KernelSocket;
import io.grpc.Attributes;
import io.grpc.ClientTransportFilter;
import io.grpc.Grpc;
import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The connections of one channel. Thread-safe. */
final class Connections extends ClientTransportFilter {
  private final Set<Ends> open = ConcurrentHashMap.newKeySet();

  /** Between which two sockets a connection is. */
  record Ends(@Nullable SocketAddress local, @Nullable SocketAddress remote) {
    Ends(Attributes attributes) {
      this(
          attributes.get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR),
          attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
    }

    Ends(KernelSocket socket) {
      this(socket.local(), socket.remote());
    }
  }

  @Override
  public Attributes transportReady(Attributes attributes) {
    open.add(new Ends(attributes));
    return attributes;
  }

  @Override
  public void transportTerminated(Attributes attributes) {
    open.remove(new Ends(attributes));
  }

  Set<Ends> open() {
    return Set.copyOf(open);
  }
}
