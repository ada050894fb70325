// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import dev.cracservers.testkit.Descriptor;
import dev.cracservers.testkit.DescriptorLedger;
import dev.cracservers.testkit.PoolFixture;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A pool of any kind, of connections to any database, through a relay or straight, so that all
 * sockets are its own.
 */
final class AnyPool implements PoolFixture {
  private final @Nullable Relay relay;
  private final int port;
  private final PoolKind.Opened opened;

  private AnyPool(@Nullable Relay relay, int port, PoolKind.Opened opened) {
    this.relay = relay;
    this.port = port;
    this.opened = opened;
  }

  static AnyPool relayed(PoolKind kind, Database database, OnDrainTimeout answer) throws Exception {
    Relay relay = new Relay(database.port());
    try {
      return new AnyPool(relay, relay.port(), kind.open(database, relay.port(), answer));
    } catch (Exception e) {
      relay.close();
      throw e;
    }
  }

  static AnyPool straight(PoolKind kind, Database database, OnDrainTimeout answer)
      throws Exception {
    return new AnyPool(null, database.port(), kind.open(database, database.port(), answer));
  }

  /** Returns whether the caller got a wrapper instead of the connection of the pool. */
  static boolean isWrapped(Connection connection) {
    return Proxy.isProxyClass(connection.getClass())
        && Proxy.getInvocationHandler(connection) instanceof BorrowedConnection;
  }

  boolean isRelayed() {
    return relay != null;
  }

  Relay relay() {
    return Objects.requireNonNull(relay);
  }

  /** Waits until callers are held back in front of the pool. */
  void awaitShut() throws InterruptedException {
    CallerGate gate = gate();
    PostgresPool.await("the gate is shut", () -> !CallerGate.isOpen(gate.turn()));
  }

  private CallerGate gate() {
    if (opened.resource() instanceof HikariPoolResource hikari) {
      return hikari.gated.callers();
    }
    return ((DataSourceResource) opened.resource()).callers;
  }

  @Override
  public CheckpointResource resource() {
    return opened.resource();
  }

  @Override
  public DataSource dataSource() {
    return opened.dataSource();
  }

  @Override
  public int physicalConnections() {
    return (int)
        DescriptorLedger.now().descriptors().stream()
            .filter(each -> each.remotePort() == port)
            .count();
  }

  @Override
  public boolean isForeign(Descriptor descriptor) {
    return relay != null
        && (descriptor.localPort() == port
            || descriptor.remotePort() == relay.target()
            || descriptor.target().startsWith("anon_inode:"));
  }

  @Override
  public int mostDescriptors() {
    return Pools.SIZE;
  }

  @Override
  public void makeDatabaseUnavailable() {
    relay().refuse();
  }

  @Override
  public int refusedAttempts() {
    return relay().refused();
  }

  @Override
  public void makeDatabaseAvailable() {
    if (relay != null) {
      relay.serve();
    }
  }

  @Override
  public void stop() throws Exception {
    try {
      opened.end().run();
    } finally {
      if (relay != null) {
        relay.close();
      }
    }
  }
}
