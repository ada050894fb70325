// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class HttpConnectionTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final ServerSocket listener;
  private final HttpConnection client;
  private final Socket server;

  HttpConnectionTest() throws IOException {
    listener = new ServerSocket(0, 1, LOOPBACK);
    client = HttpConnection.over(new Socket(LOOPBACK, listener.getLocalPort()));
    server = listener.accept();
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
    listener.close();
  }

  @Test
  void aReplyHasStatusHeadersAndBody() throws Exception {
    answer("HTTP/1.1 503 Busy\r\nX-Reason: drain\r\nContent-Length: 4\r\n\r\nwait");

    ClientConnection.Reply reply = client.receive();

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.headers()).containsEntry("x-reason", "drain");
    assertThat(reply.body()).isEqualTo("wait");
  }

  @Test
  void aReplyMayComeInChunks() throws Exception {
    answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    answer("HTTP/1.1 204 Next\r\nContent-Length: 0\r\n\r\n");

    assertThat(client.receive().body()).isEqualTo("abcde");
    assertThat(client.receive().status()).isEqualTo(204);
  }

  @Test
  void aRequestIsAGetOfThePath() throws Exception {
    FutureTask<String> request = new FutureTask<>(this::requestLine);
    new Thread(request, "server").start();

    answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nquick");

    assertThat(client.get("/quick").body()).isEqualTo("quick");
    assertThat(request.get()).isEqualTo("GET /quick HTTP/1.1");
  }

  @Test
  void theServerSeesItClose() throws Exception {
    client.close();

    assertThat(server.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void aReplyWhoseEndIsNotToldIsRefused() throws Exception {
    answer("HTTP/1.0 200 OK\r\n\r\nabc");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(client::receive)
        .withMessageStartingWith("a reply of unknown length");
  }

  @Test
  void aConnectionCutBeforeTheWholeReplyIsAnEndOfFile() throws Exception {
    answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc");
    server.close();

    assertThatExceptionOfType(EOFException.class)
        .isThrownBy(client::receive)
        .withMessage("the server closed after 3 of 5");
    assertThatExceptionOfType(EOFException.class)
        .isThrownBy(client::receive)
        .withMessageStartingWith("the server closed the connection");
  }

  @Test
  void itKnowsItsOwnDescriptorAndNotThatOfTheServer() throws Exception {
    assertThat(client.ownDescriptors().descriptors())
        .singleElement()
        .satisfies(
            own -> {
              assertThat(own.remotePort()).isEqualTo(listener.getLocalPort());
              assertThat(own.localPort()).isEqualTo(server.getPort());
            });
  }

  private void answer(String reply) throws IOException {
    server.getOutputStream().write(reply.getBytes(StandardCharsets.US_ASCII));
  }

  private String requestLine() throws IOException {
    return new BufferedReader(
            new InputStreamReader(server.getInputStream(), StandardCharsets.US_ASCII))
        .readLine();
  }
}
