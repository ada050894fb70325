// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.core.CheckpointSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** What the contracts of a connector share: a fresh server, rehearsal and connections a test. */
@Timeout(60)
public abstract class ConnectorContract {
  /** Where requests for {@code /gated} wait. */
  protected final Gate gate = new Gate();

  private final List<ClientConnection> connections = new ArrayList<>();
  private DescriptorLedger before = DescriptorLedger.now();
  private @Nullable ConnectorFixture started;
  private @Nullable Rehearsal rehearsal;

  /** Starts a server of which {@code /gated} waits at the gate. */
  protected abstract ConnectorFixture start(Gate gate) throws Exception;

  @BeforeEach
  final void startConnector() throws Exception {
    before = DescriptorLedger.now();
    started = start(gate);
  }

  @AfterEach
  final void stopConnector() throws Exception {
    gate.open();
    for (ClientConnection connection : connections) {
      connection.close();
    }
    if (rehearsal != null) {
      rehearsal.close();
    }
    connector().stop();
  }

  /** Returns the server under test. */
  protected final ConnectorFixture connector() {
    return Objects.requireNonNull(started);
  }

  final Rehearsal rehearse(CheckpointSettings settings) {
    rehearsal = Rehearsal.of(connector().resource(), settings);
    return rehearsal;
  }

  final Rehearsal rehearse() {
    return rehearse(CheckpointSettings.defaults());
  }

  final ClientConnection connect() throws IOException {
    ClientConnection connection = connector().open();
    connections.add(connection);
    return connection;
  }

  /** Sends a request that is under way when this returns. */
  final ClientConnection sendGated() throws Exception {
    ClientConnection connection = connect();
    connection.send("/gated");
    gate.awaitArrivals(1);
    return connection;
  }

  /**
   * Lets the requests finish once the checkpoint, on whose thread this is called, waits for them.
   */
  final void openGateOnceAwaited() {
    gate.openOnceAwaitedBy(Thread.currentThread());
  }

  final void assertGated(ClientConnection.Reply reply) {
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo("gated");
  }

  /** Returns what the server has open now: all that was opened since, but for the clients' ends. */
  final DescriptorLedger serverDescriptors() {
    DescriptorLedger open = DescriptorLedger.now().minus(before).without(connector()::isForeign);
    for (ClientConnection connection : connections) {
      open = open.minus(connection.ownDescriptors());
    }
    return open;
  }
}
