// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.core.Deadline;
import dev.cracservers.testkit.Gate;
import dev.cracservers.testkit.HttpConnection;
import dev.cracservers.testkit.Moment;
import dev.cracservers.testkit.Rehearsal;
import io.netty.channel.unix.DomainSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpResources;
import reactor.netty.http.server.HttpServer;

@Timeout(60)
class ReactorServerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Gate gate = new Gate();

  /** A server as frameworks have it: it can be started and stopped, and hides the rest. */
  private static final class Owner {
    final AtomicReference<HttpServer> server = new AtomicReference<>();
    final AtomicReference<@Nullable DisposableServer> running = new AtomicReference<>();

    void start() {
      running.set(Objects.requireNonNull(server.get()).bindNow());
    }

    void stop() {
      DisposableServer stopped = running.getAndSet(null);
      if (stopped != null) {
        stopped.disposeNow();
      }
    }
  }

  @Test
  void whatSomethingElseStartsIsDrainedAndStartedByIt() throws Exception {
    Owner owner = new Owner();
    ReactorServerResource resource =
        ReactorServerResource.startedBy("reactor.http", owner::start, owner::stop);
    owner.server.set(resource.watch(ReactorFixture.server(gate)));
    owner.start();
    ReactorFixture server = new ReactorFixture(resource);
    assertThat(Deadline.after(PATIENCE).await(() -> server.port() != 0)).isTrue();
    int port = server.port();
    try (Rehearsal rehearsal = Rehearsal.of(resource, CheckpointSettings.defaults())) {
      for (int cycle = 0; cycle < 3; cycle++) {
        try (HttpConnection client = HttpConnection.over(server.connect())) {
          gate.shut();
          client.send("/gated");
          gate.awaitArrivals(1);
          rehearsal
              .at(Moment.DRAIN_RETURNED, gate::open)
              .at(Moment.FROZEN, () -> assertThat(owner.running.get()).isNull());
          CheckpointReport report = rehearsal.checkpoint();

          assertThat(report.count("finished")).as("%s", report).isEqualTo(1);
          assertThat(client.receive().headers()).containsEntry("connection", "close");
        }
        assertThat(owner.running.get()).returns(port, DisposableServer::port);
        server.use();
      }
    } finally {
      owner.stop();
      resource.stop();
      HttpResources.disposeLoopsAndConnectionsLater(Duration.ZERO, PATIENCE).block();
    }
  }

  @Test
  void anAddressThatIsNoneOfTheInternetIsRefused() {
    HttpServer unix =
        HttpServer.create().bindAddress(() -> new DomainSocketAddress("/somewhere/socket"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReactorServerResource.of("reactor.http", unix))
        .withMessageContaining("reactor.http listens at /somewhere/socket");
  }
}
