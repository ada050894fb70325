// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.testkit.ConnectorFixture;
import dev.cracservers.testkit.Gate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** A server of Reactor Netty that answers as the contracts want it, and echoes bodies. */
record ReactorFixture(ReactorServerResource resource) implements ConnectorFixture {

  /** A server whose event loops end in CLOSE. */
  static ReactorFixture rebuilding(Gate gate) throws Exception {
    return started(ReactorServerResource.of("reactor.http", server(gate)));
  }

  /** HTTP/1.1, WebSocket and HTTP/2 without TLS, on an ephemeral port. */
  static HttpServer server(Gate gate) {
    return HttpServer.create()
        .bindAddress(() -> new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .protocol(HttpProtocol.HTTP11, HttpProtocol.H2C)
        .handle((request, response) -> answer(gate, request, response));
  }

  static ReactorFixture started(ReactorServerResource resource) throws Exception {
    resource.start();
    return new ReactorFixture(resource);
  }

  @Override
  public int port() {
    return resource.address().getPort();
  }

  @Override
  public Optional<String> portSetting() {
    return Optional.of("reactor.http.port");
  }

  @Override
  public void stop() throws Exception {
    resource.stop();
  }

  private static Publisher<Void> answer(
      Gate gate, HttpServerRequest request, HttpServerResponse response) {
    return switch (request.uri()) {
      case "/quick" -> response.sendString(Mono.just("quick"));
      case "/echo" -> response.sendString(request.receive().aggregate().asString());
      case "/gated" -> response.sendString(arrival(gate).thenReturn("gated"));
      case "/never" -> arrival(gate).then(Mono.never());
      case "/socket" -> response.sendWebsocket((in, out) -> in.receive().then());
      default -> response.sendNotFound();
    };
  }

  private static Mono<Void> arrival(Gate gate) {
    return Mono.fromCompletionStage(gate.arrive());
  }
}
