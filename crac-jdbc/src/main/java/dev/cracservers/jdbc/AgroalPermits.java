// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import io.agroal.api.configuration.AgroalConnectionPoolConfiguration;
import io.agroal.pool.ConnectionHandler;
import io.agroal.pool.util.XAConnectionAdaptor;
import java.sql.SQLException;

/**
 * Keeps a pool of Agroal from making connections, on whatever thread. Thread-safe.
 *
 * <p>Whoever makes one takes a permit, by comparing and setting one number that counts the
 * connections and the permits; a caller that has seen there is room and sleeps before it takes the
 * permit is refused after all. So the gate is a large count of permits. With room but no permit
 * callers would spin; so there is no room either, and they wait. What is given back then is closed,
 * since it is more than there may be. Source: {@code acquireCreateConnectionPermit} and {@code
 * returnConnectionHandler} of Agroal 3.2.1.
 */
final class AgroalPermits implements Connects {
  private static final int HELD = 1 << 30;

  private final AgroalInternals internals;
  private final AgroalConnectionPoolConfiguration configuration;
  private final ConnectionHandler nothing;
  private boolean shut;
  private int minSize;
  private int maxSize;

  AgroalPermits(AgroalInternals internals, AgroalConnectionPoolConfiguration configuration) {
    this.internals = internals;
    this.configuration = configuration;
    try {
      nothing = new ConnectionHandler(new XAConnectionAdaptor(null), null, 0, 0);
    } catch (SQLException e) {
      throw new IllegalStateException("a handler of nothing does not fail", e);
    }
  }

  @Override
  public synchronized void shut() {
    if (!shut) {
      shut = true;
      minSize = configuration.minSize();
      maxSize = configuration.maxSize();
      configuration.setMinSize(0);
      internals.permits().addAndGet(HELD);
      internals.setMaxSize(0);
    }
  }

  @Override
  public synchronized void open() {
    if (shut) {
      shut = false;
      internals.permits().addAndGet(-HELD);
      internals.setMaxSize(maxSize);
      configuration.setMinSize(minSize);
      wake();
    }
  }

  @Override
  public void end() {
    open();
  }

  @Override
  public synchronized int inProgress() {
    int permits = (int) internals.permits().get();
    return shut ? permits - HELD : permits;
  }

  synchronized boolean isShut() {
    return shut;
  }

  /**
   * Has those look again, once, who wait for a connection to be given back: there may be none. What
   * they get cannot be had, and so they go on. Who then waits anew is behind those who wait still.
   */
  void wake() {
    int waiting = internals.queue().getWaitingConsumerCount();
    while (waiting > 0 && internals.queue().tryTransfer(nothing)) {
      waiting--;
    }
  }
}
