// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.testkit.Rehearsal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Responses that only the application can end. */
@Timeout(60)
final class ServerSentEventsTest {
  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server, 1, 1);
  private final Events events = new Events();

  @BeforeEach
  void start() throws Exception {
    server.addConnector(connector);
    server.setHandler(events);
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  @Test
  void areCompleteForTheirClientsInEachCycleIfTheApplicationEndsThem() throws Exception {
    JettyServerResource resource =
        JettyServerResource.builder(server).onDraining(events::end).build();
    try (Rehearsal rehearsal = Rehearsal.of(resource, CheckpointSettings.defaults())) {
      for (int cycle = 1; cycle <= 3; cycle++) {
        try (Subscriber one = new Subscriber();
            Subscriber other = new Subscriber()) {
          CheckpointReport report = rehearsal.checkpoint();

          assertThat(one.rest()).containsExactly("data: bye");
          assertThat(other.rest()).containsExactly("data: bye");
          assertThat(report.count("finished")).as("%s", report).isEqualTo(2);
          assertThat(report.count("cut")).as("%s", report).isZero();
        }
      }
    }
  }

  @Test
  void areWaitedForIfNobodyEndsThem() throws Exception {
    JettyServerResource resource = JettyServerResource.of(server);
    try (Rehearsal rehearsal = Rehearsal.of(resource, JettyDrainTest.impatient());
        Subscriber subscriber = new Subscriber()) {
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(rehearsal::checkpoint)
          .withMessageContaining("left=1");

      events.end();
      assertThat(subscriber.rest()).containsExactly("data: bye");
    }
  }

  /** Says hello to each subscriber, and no more until all are told the end. */
  private static final class Events extends Handler.Abstract {
    private final Queue<Supplier<CompletableFuture<Void>>> ends = new ConcurrentLinkedQueue<>();

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
      Callback.Completable hello = new Callback.Completable();
      ends.add(() -> hello.thenRun(() -> send(response, true, "data: bye\n\n", callback)));
      send(response, false, "data: hello\n\n", hello);
      return true;
    }

    void end() {
      for (var end = ends.poll(); end != null; end = ends.poll()) {
        end.get().join();
      }
    }

    private static void send(Response response, boolean last, String event, Callback callback) {
      response.write(last, StandardCharsets.US_ASCII.encode(event), callback);
    }
  }

  /** A client of HTTP/1.0, so that the response ends with its connection. */
  private final class Subscriber implements AutoCloseable {
    private final Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
    private final BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));

    Subscriber() throws IOException {
      socket
          .getOutputStream()
          .write("GET / HTTP/1.0\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      String line;
      do {
        line = in.readLine();
      } while (!"data: hello".equals(line));
      in.readLine();
    }

    /** Returns what comes up to the end, without empty lines. */
    List<String> rest() throws IOException {
      List<String> rest = new ArrayList<>(in.lines().toList());
      rest.removeIf(String::isEmpty);
      return rest;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
