// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.core.Deadline;
import dev.cracservers.core.RestoreContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Connector;

/** The connectors of one resource and the requests in flight on them. */
final class Connectors {
  private final Supplier<Connector[]> source;
  private final AddressSource addresses;
  private final InFlight inFlight = new InFlight();
  private final List<ConnectorCycle> cycles = new ArrayList<>();

  Connectors(Supplier<Connector[]> source, AddressSource addresses) {
    this.source = source;
    this.addresses = addresses;
  }

  InFlight inFlight() {
    return inFlight;
  }

  /**
   * Looks after the connectors there are now, and those before.
   *
   * @throws IllegalArgumentException if one of them cannot go through a checkpoint
   */
  void update() {
    for (Connector connector : source.get()) {
      if (cycles.stream().noneMatch(known -> known.connector() == connector)) {
        Supported.orRefuse(connector, addresses).ifPresent(this::add);
      }
    }
  }

  void stopAccepting(Deadline deadline) throws Exception {
    for (ConnectorCycle cycle : cycles) {
      cycle.stopAccepting(deadline);
    }
  }

  /** Closes what can be closed without loss; returns whether no load is left. */
  boolean lookUntilEmpty() {
    drains().forEach(ConnectorDrain::look);
    // A handler may go on, and use what others will close, when its client has long gone.
    return inFlight.size() == 0 && drains().allMatch(ConnectorDrain::isEmpty);
  }

  /** Returns how many requests are in flight, half-received ones included. */
  long left() {
    return inFlight.size() + sum(ConnectorDrain::halfReceived);
  }

  /** Returns how many connections the drain has ended, by how. */
  Map<String, Long> ended() {
    Map<String, Long> ended = new HashMap<>();
    drains().forEach(drain -> drain.ended().forEach((how, n) -> ended.merge(how, n, Long::sum)));
    return ended;
  }

  List<AbstractConnector> all() {
    return cycles.stream().map(ConnectorCycle::connector).toList();
  }

  void close(Deadline deadline) throws Exception {
    inFlight.forget();
    for (ConnectorCycle cycle : cycles) {
      cycle.close(deadline);
    }
  }

  /** Rebinds all of them, whichever fails, and then throws the first failure. */
  void rebind(RestoreContext context) throws Exception {
    Exception failure = null;
    for (ConnectorCycle cycle : cycles) {
      try {
        cycle.rebind(context);
      } catch (Exception e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void add(Transport transport) {
    cycles.add(new ConnectorCycle(transport));
    inFlight.watch(transport.connector());
  }

  private long sum(ToLongFunction<ConnectorDrain> count) {
    return drains().mapToLong(count).sum();
  }

  private Stream<ConnectorDrain> drains() {
    return cycles.stream().flatMap(cycle -> cycle.drain().stream());
  }
}
