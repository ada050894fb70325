// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import dev.cracservers.testkit.Descriptor;
import dev.cracservers.testkit.DescriptorLedger;
import dev.cracservers.testkit.PoolFixture;
import java.time.Duration;
import javax.sql.DataSource;

/** A pool of any make of PostgreSQL connections that go through a relay. */
final class SwapFixture implements PoolFixture {
  /** Begins a resource over pools that connect to a port. */
  interface Beginning {
    DataSourceBuilder<?> at(int port) throws Exception;
  }

  private final Relay relay;
  private final DataSourceResource resource;

  private SwapFixture(Relay relay, DataSourceResource resource) {
    this.relay = relay;
    this.resource = resource;
  }

  /** Starts one that cuts what is not given back. */
  static SwapFixture cutting(Beginning beginning) throws Exception {
    Postgres.port();
    Relay relay = new Relay(Postgres.port());
    try {
      return new SwapFixture(
          relay,
          beginning
              .at(relay.port())
              .onBorrowedTimeout(OnDrainTimeout.FORCE)
              .borrowTimeout(Duration.ofSeconds(20))
              .build());
    } catch (RuntimeException e) {
      relay.close();
      throw e;
    }
  }

  @Override
  public DataSourceResource resource() {
    return resource;
  }

  @Override
  public DataSource dataSource() {
    return resource.dataSource();
  }

  @Override
  public int physicalConnections() {
    return (int)
        DescriptorLedger.now().descriptors().stream()
            .filter(each -> each.remotePort() == relay.port())
            .count();
  }

  @Override
  public boolean isForeign(Descriptor descriptor) {
    return descriptor.localPort() == relay.port()
        || descriptor.remotePort() == relay.target()
        || descriptor.target().startsWith("anon_inode:");
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
  public void stop() throws Exception {
    resource.shutDown();
    relay.close();
  }
}
