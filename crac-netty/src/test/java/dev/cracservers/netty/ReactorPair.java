// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.RestoreContext;
import dev.cracservers.testkit.Gate;
import dev.cracservers.testkit.ResourceFixture;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** A server and a client of Reactor Netty, which takes its connections from a pool. */
final class ReactorPair implements ResourceFixture, CheckpointResource {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final CheckpointResource shared;
  private final ReactorServerResource server;
  private final Supplier<HttpClient> client;

  private ReactorPair(
      CheckpointResource shared, ReactorServerResource server, Supplier<HttpClient> client)
      throws Exception {
    this.shared = shared;
    this.server = server;
    this.client = client;
    server.start();
  }

  /** On the event loops and the pool that Reactor Netty shares between all. */
  static ReactorPair sharing() throws Exception {
    HttpClient client = HttpClient.create();
    return new ReactorPair(
        ReactorHttpResources.of("reactor"),
        ReactorServerResource.sharing("reactor.http", ReactorFixture.server(new Gate())),
        () -> client);
  }

  /** Each on event loops of its own, and a pool of the client's own. */
  static ReactorPair apart() throws Exception {
    NettyClientResource<HttpClient> client =
        NettyClientResource.of(
                "reactor.client",
                () -> LoopResources.create("client").onServer(true),
                (loops, opened) ->
                    HttpClient.create(ConnectionProvider.create("client", 2)).runOn(loops),
                each -> each.configuration().connectionProvider().disposeLater().block(PATIENCE))
            .start();
    return new ReactorPair(
        client,
        ReactorServerResource.of("reactor.http", ReactorFixture.server(new Gate())),
        client::client);
  }

  @Override
  public CheckpointResource resource() {
    return this;
  }

  @Override
  public void use() {
    String answer =
        client
            .get()
            .get()
            .uri("http://localhost:" + server.address().getPort() + "/quick")
            .responseSingle((response, body) -> body.asString())
            .block(PATIENCE);
    assertThat(answer).isEqualTo("quick");
  }

  @Override
  public void stop() throws Exception {
    server.stop();
    shared.close(Deadline.after(PATIENCE));
  }

  @Override
  public String name() {
    return "reactor";
  }

  @Override
  public CompletionStage<?> drain(Deadline deadline) throws Exception {
    return server.drain(deadline);
  }

  @Override
  public void close(Deadline deadline) throws Exception {
    server.close(deadline);
    shared.close(deadline);
  }

  @Override
  public void reopen(RestoreContext context) throws Exception {
    shared.reopen(context);
  }

  @Override
  public void rebind(RestoreContext context) throws Exception {
    server.rebind(context);
  }
}
