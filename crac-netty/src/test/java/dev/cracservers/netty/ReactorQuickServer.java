// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.testkit.Gate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.reactivestreams.Publisher;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * A server of Reactor Netty that asks a second one for its answers, by a pooled client; all three
 * on the event loops that Reactor Netty shares between all.
 */
final class ReactorQuickServer {
  private ReactorQuickServer() {}

  static void start(int port) throws IOException, InterruptedException {
    CheckpointCoordinator coordinator = CheckpointCoordinator.create();
    coordinator.register(ReactorHttpResources.of("reactor"));
    Gate gate = new Gate();
    ReactorServerResource behind =
        ReactorServerResource.sharing("behind", ReactorFixture.server(gate));
    HttpClient client = HttpClient.create();
    HttpServer front =
        ReactorFixture.server(gate)
            .bindAddress(() -> new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .handle((request, response) -> ask(client, behind, request, response));
    ReactorServerResource server = ReactorServerResource.sharing("netty.http", front);
    coordinator.register(server);
    coordinator.register(behind);
    coordinator.register(new OpeningGate(gate));
    behind.start();
    server.start();
    coordinator.applicationStarted();
  }

  private static Publisher<Void> ask(
      HttpClient client,
      ReactorServerResource behind,
      HttpServerRequest request,
      HttpServerResponse response) {
    String uri = "http://localhost:" + behind.address().getPort() + request.uri();
    return response.sendString(
        client.get().uri(uri).responseSingle((answer, body) -> body.asString()));
  }
}
