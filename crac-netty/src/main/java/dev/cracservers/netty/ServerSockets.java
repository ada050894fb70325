// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.core.Deadline;
import dev.cracservers.core.RestoreContext;
import dev.cracservers.core.sockets.OwnSockets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * All that a server has open: its listeners, its connections and its event loops. For one thread at
 * a time, but for its addresses.
 */
record ServerSockets(
    String name,
    EventLoops loops,
    Binding binding,
    Connections connections,
    List<Listener> listeners) {

  /**
   * @param addresses where to listen at first, at least one
   */
  static ServerSockets at(
      List<InetSocketAddress> addresses,
      String name,
      EventLoops loops,
      Binding binding,
      Connections connections) {
    List<Listener> listeners = new ArrayList<>();
    for (InetSocketAddress each : addresses) {
      String prefix = listeners.isEmpty() ? name : name + "." + (listeners.size() + 1);
      listeners.add(new Listener(name, each, RebindAddress.fromSettings(prefix, PortOwner.TCP)));
    }
    return new ServerSockets(name, loops, binding, connections, List.copyOf(listeners));
  }

  /** Returns where it listens, in the order in which it was told. */
  List<InetSocketAddress> addresses() {
    return listeners.stream().map(Listener::address).toList();
  }

  /**
   * Listens, trying until the deadline; at all addresses or at none.
   *
   * @throws IOException if an address could not be bound in time
   * @throws IllegalStateException if the event loops are kept, but cannot go into an image
   */
  void start(Deadline deadline) throws IOException, InterruptedException {
    try {
      for (Listener listener : listeners) {
        listener.open(listener.address(), binding, deadline);
      }
    } catch (IOException | RuntimeException e) {
      try {
        close(Deadline.after(deadline.budget()));
      } catch (IOException | RuntimeException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  /**
   * Listens again, where the settings of a restore say.
   *
   * @throws IOException if an address could not be bound in time
   */
  void rebind(RestoreContext context) throws IOException, InterruptedException {
    for (Listener listener : listeners) {
      listener.reopen(binding, context);
    }
  }

  /** Stops listening. On return the kernel no longer listens. */
  void stopListening(Deadline deadline) throws IOException, InterruptedException {
    for (Listener listener : listeners) {
      listener.close(loops, deadline);
    }
  }

  /** Returns how many requests are under way since a drain has begun. */
  long load(Deadline deadline) throws InterruptedException {
    // Each connection is told of a drain on its event loop, and counts from then on.
    loops.awaitRound(deadline);
    return connections.load();
  }

  /** Closes all there is. On return no socket is open, nor an event loop that is not kept. */
  void close(Deadline deadline) throws IOException, InterruptedException {
    stopListening(deadline);
    connections.cut();
    for (Listener listener : listeners) {
      OwnSockets.awaitGone(
          name,
          socket -> socket.isAt(listener.address()),
          Listener.HOLDERS,
          deadline,
          loops::awaitRound);
    }
    loops.close(deadline);
  }
}
