// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import com.mongodb.MongoInterruptedException;
import com.mongodb.internal.connection.Cluster;
import com.mongodb.internal.connection.Server;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where operations of a MongoDB client are held back while its servers are closed. What is under
 * way goes on while it closes, since it could not end otherwise. Thread-safe.
 */
final class MongoGate {
  private enum State {
    OPEN,
    CLOSING,
    CLOSED
  }

  private final AtomicInteger entering = new AtomicInteger();
  private volatile Cluster cluster;
  private volatile Set<Server> servers = ConcurrentHashMap.newKeySet();
  private volatile State state = State.OPEN;

  /** Complete when it is worth trying again. */
  private volatile CompletableFuture<Void> changed = CompletableFuture.completedFuture(null);

  MongoGate(Cluster first) {
    this.cluster = first;
  }

  /** Returns the servers of now, or the last ones. */
  Cluster cluster() {
    return cluster;
  }

  /**
   * Waits until the servers may be used, until {@link #leave}.
   *
   * @param underWay whether what asks has begun before
   */
  Cluster enter(boolean underWay) {
    Cluster now = tryToEnter(underWay);
    while (now == null) {
      try {
        changed.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new MongoInterruptedException("interrupted while a checkpoint was taken", e);
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
      now = tryToEnter(underWay);
    }
    return now;
  }

  /** Does something as soon as {@link #enter} would return. */
  void whenEntered(boolean underWay, Consumer<Cluster> action) {
    CompletableFuture<Void> later = changed;
    Cluster now = tryToEnter(underWay);
    if (now != null) {
      action.accept(now);
    } else {
      // Not on the thread of the checkpoint.
      CompletableFuture<Void> unused = later.thenRunAsync(() -> whenEntered(underWay, action));
    }
  }

  private @Nullable Cluster tryToEnter(boolean underWay) {
    entering.incrementAndGet();
    State now = state;
    if (now == State.OPEN || (underWay && now == State.CLOSING)) {
      return cluster;
    }
    entering.decrementAndGet();
    return null;
  }

  void leave() {
    entering.decrementAndGet();
  }

  /** Takes note of a server whose operations count. */
  void uses(Server server) {
    servers.add(server);
  }

  /** Holds back what begins from now on. */
  void shut() {
    changed = new CompletableFuture<>();
    state = State.CLOSING;
  }

  /**
   * Holds everything back if nothing is under way.
   *
   * @param otherwiseIdle what else has to be so; asked last, as it follows from operations
   */
  boolean take(BooleanSupplier otherwiseIdle) {
    if (isBusy() || !otherwiseIdle.getAsBoolean()) {
      return false;
    }
    state = State.CLOSED;
    if (!isBusy() && otherwiseIdle.getAsBoolean()) {
      return true;
    }
    CompletableFuture<Void> tried = changed;
    shut();
    tried.complete(null);
    return false;
  }

  /** Lets everybody in, to the servers of now. */
  void open() {
    state = State.OPEN;
    changed.complete(null);
  }

  /** Says which servers there are from the next {@link #open} on. */
  void replace(Cluster next) {
    servers = ConcurrentHashMap.newKeySet();
    cluster = next;
  }

  private boolean isBusy() {
    // In this order: what enters becomes an operation.
    return entering.get() > 0 || operations() > 0;
  }

  /** Returns how many connections are in use; those through a load balancer are not counted. */
  int operations() {
    return servers.stream().mapToInt(server -> Math.max(0, server.operationCount())).sum();
  }
}
