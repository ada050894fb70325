// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.RestoreContext;
import dev.cracservers.testkit.Gate;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** A pool that is in another state at each checkpoint. Used by one thread at a time. */
final class JudgedPool {
  private static final Duration SLOW = Duration.ofMillis(300);
  private static final int WAITING = 3;

  /** What callers do when CLOSE begins. */
  private enum State {
    CONNECTING(0),
    CONNECTING_BESIDE_ONE(1),
    NONE_BORROWED(0),
    ONE_BORROWED(1),
    ALL_BORROWED(Pools.SIZE),
    ALL_BORROWED_OTHERS_WAITING(Pools.SIZE + WAITING);

    private final int callers;

    State(int callers) {
      this.callers = callers;
    }

    /** Connections that are being made are every other state. */
    static State of(int round) {
      return round % 2 == 0
          ? values()[round / 2 % 2]
          : values()[2 + round / 2 % (values().length - 2)];
    }

    boolean isConnecting() {
      return this == CONNECTING || this == CONNECTING_BESIDE_ONE;
    }
  }

  private final String name;
  private final AnyPool pool;
  private final Callers callers = new Callers();
  private final List<Future<Boolean>> calls = new ArrayList<>();
  private final AtomicInteger borrowed = new AtomicInteger();
  private Gate gate = new Gate();
  private State state = State.NONE_BORROWED;
  private int caughtConnecting;

  JudgedPool(PoolKind kind, Database database) throws Exception {
    name = kind + " " + database;
    pool = AnyPool.relayed(kind, database, OnDrainTimeout.ABORT);
  }

  /** Begins a round: callers get what they are to have borrowed when CLOSE begins. */
  void begin(int round) throws Exception {
    gate = new Gate();
    borrowed.set(0);
    calls.clear();
    state = State.of(round);
    beginCalls(state.callers);
    try {
      gate.awaitArrivals(Math.min(state.callers, Pools.SIZE));
    } catch (AssertionError late) {
      // The failure of a call says more than that it did not arrive.
      for (Future<Boolean> call : calls) {
        if (call.isDone()) {
          Callers.result(call);
        }
      }
      throw late;
    }
  }

  /** Has connections be made that take long, where the state says so, and closes the pool. */
  void close(Deadline deadline) throws Exception {
    if (state.isConnecting()) {
      pool.relay().delay(SLOW);
      // As many as the pool may have, so that it makes connections when CLOSE begins.
      beginCalls(Pools.SIZE - state.callers);
      PostgresPool.await(name + " makes connections", this::isConnectingOrNeedsNot);
      caughtConnecting += pool.relay().held() > 0 ? 1 : 0;
    }
    calls.add(callers.begin(this::openOnceShut));
    pool.resource().close(deadline);
  }

  /** Opens the pool, in every other round of those with slow connections as slowly. */
  void reopen(RestoreContext context) throws Exception {
    if (state == State.CONNECTING) {
      pool.relay().serve();
    }
    pool.resource().reopen(context);
  }

  /** Ends a round: no call has failed, and the pool works. */
  void end() throws Exception {
    for (Future<Boolean> call : calls) {
      assertThat(Callers.result(call)).isTrue();
    }
    pool.use();
    pool.relay().serve();
  }

  /** Returns in how many rounds a connection was being made when CLOSE began. */
  int caughtConnecting() {
    return caughtConnecting;
  }

  /** Returns where all connections of this pool, and no others, lead. */
  int port() {
    return pool.relay().port();
  }

  @Override
  public String toString() {
    return name;
  }

  void stop() throws Exception {
    callers.close();
    pool.stop();
  }

  private void beginCalls(int count) {
    for (int i = 0; i < count; i++) {
      calls.add(callers.begin(this::useWhileHeld));
    }
  }

  private boolean useWhileHeld() throws Exception {
    try (Connection connection = pool.dataSource().getConnection()) {
      borrowed.incrementAndGet();
      gate.pass();
      pool.query(connection);
      return true;
    }
  }

  private boolean openOnceShut() throws Exception {
    pool.awaitShut();
    gate.open();
    return true;
  }

  /** All have one, if the pool was full. */
  private boolean isConnectingOrNeedsNot() {
    return pool.relay().held() > 0
        || borrowed.get() >= Pools.SIZE
        || calls.stream().anyMatch(Future::isDone);
  }
}
