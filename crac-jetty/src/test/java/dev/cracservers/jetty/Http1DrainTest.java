// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.core.Deadline;
import dev.cracservers.testkit.Gate;
import dev.cracservers.testkit.RawClient;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that have reached this machine, and that Jetty has not read yet. */
@Timeout(60)
final class Http1DrainTest {
  private static final String REQUEST = "GET /quick HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Gate gate = new Gate();
  private final QueuedThreadPool threads = new QueuedThreadPool(8, 8);
  private final CountDownLatch selectorsFree = new CountDownLatch(1);
  private final List<RawClient> others = new ArrayList<>();
  private JettyFixture jetty;
  private RawClient client;
  private Http1Drain drain;
  private EndPoint endPoint;

  @BeforeEach
  void connect() throws Exception {
    threads.setReservedThreads(0);
    jetty = JettyFixture.startWithoutAcceptors(gate, threads);
    client = RawClient.connect(jetty);
    client.get("/quick");
    Selectors selectors = Selectors.of(jetty.jettyConnector().getSelectorManager());
    drain = new Http1Drain(selectors);
    endPoint = jetty.jettyConnector().getConnectedEndPoints().iterator().next();
    await(() -> selectors.awaitsData((SelectableChannel) endPoint.getTransport()));
  }

  @AfterEach
  void stop() throws Exception {
    gate.open();
    selectorsFree.countDown();
    client.close();
    for (RawClient other : others) {
      other.close();
    }
    jetty.stop();
  }

  @Test
  void aConnectionOnWhichNothingComesIsClosed() throws Exception {
    await(() -> isClosed());

    assertThat(client.isAtEnd()).isTrue();
    assertThat(drain.ended()).isEqualTo(1);
  }

  @Test
  void aRequestThatNoSelectorHasNoticedIsNotLost() throws Exception {
    occupySelectors();
    client.send(REQUEST);

    assertNotClosedThoughIdle();
    selectorsFree.countDown();

    assertThat(client.receive().body()).isEqualTo("quick");
  }

  @Test
  void aRequestThatNoThreadIsFreeToReadIsNotLost() throws Exception {
    occupyThreads();
    int queued = threads.getQueueSize();
    client.send(REQUEST);
    await(() -> threads.getQueueSize() > queued);

    assertNotClosedThoughIdle();
    gate.open();

    assertThat(client.receive().body()).isEqualTo("quick");
  }

  /** Looks for twice the time after which the connection is idle enough to be closed. */
  private void assertNotClosedThoughIdle() throws InterruptedException {
    assertThat(Deadline.after(Duration.ofMillis(120)).await(() -> isClosed())).isFalse();
  }

  /** Looks once; returns whether the drain has closed the connection, then or before. */
  private boolean isClosed() {
    OpenConnection.of(endPoint).ifPresent(drain::look);
    return endPoint.isOutputShutdown();
  }

  private void occupySelectors() throws InterruptedException {
    SelectorManager manager = jetty.jettyConnector().getSelectorManager();
    CountDownLatch occupied = new CountDownLatch(manager.getSelectorCount());
    for (ManagedSelector selector : manager.getBeans(ManagedSelector.class)) {
      selector.submit(
          update -> {
            occupied.countDown();
            awaitFreeSelectors();
          });
    }
    occupied.await();
  }

  private void awaitFreeSelectors() {
    try {
      selectorsFree.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void occupyThreads() throws IOException, InterruptedException {
    int most = threads.getMaxThreads();
    for (int request = 0; request < 2 * most; request++) {
      RawClient other = RawClient.connect(jetty);
      others.add(other);
      other.send("GET /gated HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    await(() -> threads.getIdleThreads() == 0 && threads.getQueueSize() >= most);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    assertThat(Deadline.after(PATIENCE).await(condition)).isTrue();
  }
}
