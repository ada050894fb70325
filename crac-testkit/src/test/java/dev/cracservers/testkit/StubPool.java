// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Phase;
import dev.cracservers.core.RestoreContext;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/** The smallest pool that keeps the contract; its connections are open files. */
class StubPool implements PoolFixture, CheckpointResource {
  private static final int SIZE = 3;

  private final Deque<Physical> idle = new ArrayDeque<>();
  private final Set<Physical> inUse = new HashSet<>();
  private boolean gateShut;
  private boolean available = true;
  private int refused;
  private long cut;

  @Override
  public CheckpointResource resource() {
    return this;
  }

  @Override
  public String name() {
    return "stub pool";
  }

  @Override
  public DataSource dataSource() {
    return (DataSource)
        Proxy.newProxyInstance(
            StubPool.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, args) -> borrow());
  }

  @Override
  public synchronized int physicalConnections() {
    return idle.size() + inUse.size();
  }

  @Override
  public synchronized void makeDatabaseUnavailable() {
    available = false;
    refused = 0;
  }

  @Override
  public synchronized int refusedAttempts() {
    return refused;
  }

  @Override
  public synchronized void makeDatabaseAvailable() {
    available = true;
  }

  @Override
  public void query(Connection connection) throws SQLException {
    connection.getCatalog();
  }

  @Override
  public void close(Deadline deadline) throws Exception {
    shut();
    deadline.await(this::allIdle);
    synchronized (this) {
      cut = counts() ? inUse.size() : 0;
      if (cuts()) {
        for (Physical each : inUse) {
          each.close();
        }
        inUse.clear();
      }
      while (!idle.isEmpty()) {
        idle.pop().close();
      }
    }
  }

  @Override
  public void reopen(RestoreContext context) throws Exception {
    Deadline deadline = context.deadline();
    boolean open = deadline.await(this::connects);
    if (open || !context.isRestored()) {
      open();
    }
    if (!open) {
      throw new SQLException(
          "the database refused %d attempts in %d ms"
              .formatted(refusedAttempts(), deadline.elapsed().toMillis()));
    }
  }

  @Override
  public synchronized Map<String, Long> counts(Phase phase) {
    return phase == Phase.CLOSE ? Map.of("cut", cut) : Map.of();
  }

  @Override
  public synchronized void stop() throws Exception {
    for (Physical each : inUse) {
      each.close();
    }
    for (Physical each : idle) {
      each.close();
    }
  }

  private synchronized boolean allIdle() {
    return inUse.isEmpty();
  }

  synchronized boolean connects() {
    try {
      idle.push(connect());
      return true;
    } catch (SQLException refusedAgain) {
      return false;
    }
  }

  synchronized void shut() {
    cut = 0;
    gateShut = true;
  }

  synchronized boolean isShut() {
    return gateShut;
  }

  synchronized void open() {
    gateShut = false;
    notifyAll();
  }

  Duration patience() {
    return Duration.ofSeconds(20);
  }

  boolean cuts() {
    return true;
  }

  boolean counts() {
    return true;
  }

  private Physical connect() throws SQLException {
    if (!available) {
      refused++;
      throw new SQLTransientConnectionException("the database is not there");
    }
    try {
      return new Physical(Files.newInputStream(Path.of("/dev/zero")));
    } catch (IOException e) {
      throw new SQLException("no connection", e);
    }
  }

  synchronized Connection borrow() throws SQLException, InterruptedException {
    Deadline deadline = Deadline.after(patience());
    while (gateShut || inUse.size() == SIZE) {
      if (deadline.isExpired()) {
        throw new SQLTransientConnectionException("no connection after " + patience());
      }
      wait(Math.max(1, deadline.remaining().toMillis()));
    }
    Physical physical = idle.isEmpty() ? connect() : idle.pop();
    inUse.add(physical);
    return physical.lend();
  }

  private synchronized void giveBack(Physical physical) {
    if (inUse.remove(physical)) {
      idle.push(physical);
      notifyAll();
    }
  }

  private final class Physical {
    private final InputStream file;
    private boolean closed;

    Physical(InputStream file) {
      this.file = file;
    }

    void close() throws IOException {
      closed = true;
      file.close();
    }

    Connection lend() {
      return (Connection)
          Proxy.newProxyInstance(
              StubPool.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, args) -> {
                if (method.getName().equals("close")) {
                  giveBack(this);
                } else if (closed) {
                  throw new SQLException("the connection was cut");
                }
                return method.getReturnType() == String.class ? "stub" : null;
              });
    }
  }
}
