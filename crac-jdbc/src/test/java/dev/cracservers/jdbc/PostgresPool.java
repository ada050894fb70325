// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import dev.cracservers.core.Deadline;
import dev.cracservers.testkit.Descriptor;
import dev.cracservers.testkit.DescriptorLedger;
import dev.cracservers.testkit.PoolFixture;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A HikariCP pool of PostgreSQL connections, which usually go through a relay. */
final class PostgresPool implements PoolFixture, AutoCloseable {
  private final Relay relay;
  private final int port;
  private final DescriptorLedger before;
  private final HikariPoolResource resource;

  private PostgresPool(
      Relay relay, int port, DescriptorLedger before, HikariPoolResource resource) {
    this.relay = relay;
    this.port = port;
    this.before = before;
    this.resource = resource;
  }

  /** Starts a small pool that cuts what is not given back. */
  static PostgresPool cutting() throws Exception {
    return start(2, builder -> builder.onBorrowedTimeout(OnDrainTimeout.FORCE));
  }

  /** Starts one whose connections go to the database directly, so that all sockets are its own. */
  static PostgresPool cuttingWithoutRelay() throws Exception {
    return startWithoutRelay(2, builder -> builder.onBorrowedTimeout(OnDrainTimeout.FORCE));
  }

  static PostgresPool startWithoutRelay(int size, Consumer<HikariPoolBuilder> settings)
      throws Exception {
    Relay unused = new Relay(Postgres.port());
    return start(
        unused, Postgres.port(), config(size), (builder, port) -> settings.accept(builder));
  }

  /** Starts a pool of the given size. */
  static PostgresPool start(int size, Consumer<HikariPoolBuilder> settings) throws Exception {
    return start(config(size), settings);
  }

  /** Starts a pool of the given size with settings that need the port to connect to. */
  static PostgresPool start(int size, BiConsumer<HikariPoolBuilder, Integer> settings)
      throws Exception {
    Relay relay = new Relay(Postgres.port());
    return start(relay, relay.port(), config(size), settings);
  }

  static PostgresPool start(HikariConfig config, Consumer<HikariPoolBuilder> settings)
      throws Exception {
    Relay relay = new Relay(Postgres.port());
    return start(relay, relay.port(), config, (builder, port) -> settings.accept(builder));
  }

  private static PostgresPool start(
      Relay relay, int port, HikariConfig config, BiConsumer<HikariPoolBuilder, Integer> settings)
      throws Exception {
    DescriptorLedger before = DescriptorLedger.now();
    HikariPoolBuilder builder =
        HikariPoolResource.builder(config)
            .url(() -> Postgres.url(port, "postgres"))
            .user(() -> "postgres");
    settings.accept(builder, port);
    try {
      return new PostgresPool(relay, port, before, builder.build());
    } catch (RuntimeException e) {
      relay.close();
      throw e;
    }
  }

  static HikariConfig config(int size) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("orders");
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(20_000);
    return config;
  }

  Relay relay() {
    return relay;
  }

  GatedPool gated() {
    return resource.gated;
  }

  /** Waits until callers are held back in front of the pool. */
  void awaitShut() throws InterruptedException {
    await("the gate is shut", () -> !CallerGate.isOpen(gated().callers().turn()));
  }

  /** Waits until that many callers are held back in front of the pool. */
  void awaitCallersAtGate(int count) throws InterruptedException {
    await(count + " callers at the gate", () -> gated().callers().waiting() == count);
  }

  /** Waits until that many callers wait inside the pool. */
  void awaitCallersInPool(int count) throws InterruptedException {
    await(count + " callers in the pool", () -> gated().pool().waiting() == count);
  }

  /** Waits until that many connections are in the pool. */
  void awaitFilled(int count) throws InterruptedException {
    await(
        count + " connections",
        () -> dataSource().getHikariPoolMXBean().getIdleConnections() == count);
  }

  static void await(String what, BooleanSupplier condition) throws InterruptedException {
    assertThat(Deadline.after(Duration.ofSeconds(30)).await(condition)).as(what).isTrue();
  }

  @Override
  public HikariPoolResource resource() {
    return resource;
  }

  @Override
  public HikariDataSource dataSource() {
    return resource.dataSource();
  }

  @Override
  public int physicalConnections() {
    return (int)
        DescriptorLedger.now().descriptors().stream()
            .filter(each -> each.remotePort() == port)
            .count();
  }

  /** Returns what was opened since this pool was started, without what the relay needs. */
  DescriptorLedger opened() {
    return DescriptorLedger.now().minus(before).without(this::isForeign);
  }

  @Override
  public boolean isForeign(Descriptor descriptor) {
    return descriptor.localPort() == relay.port()
        || (descriptor.remotePort() == relay.target() && port != relay.target())
        || descriptor.target().startsWith("anon_inode:");
  }

  @Override
  public int mostDescriptors() {
    return dataSource().getMaximumPoolSize();
  }

  @Override
  public void makeDatabaseUnavailable() {
    relay.refuse();
  }

  @Override
  public int refusedAttempts() {
    return relay.refused();
  }

  @Override
  public void makeDatabaseAvailable() {
    relay.serve();
  }

  @Override
  public void stop() throws IOException {
    dataSource().close();
    relay.close();
  }

  @Override
  public void close() throws IOException {
    stop();
  }
}
