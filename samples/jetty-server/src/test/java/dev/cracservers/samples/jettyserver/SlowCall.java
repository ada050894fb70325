// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.jettyserver;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/**
 * One request to {@code /slow} on a connection of its own, which knows whether the server had begun
 * to answer it: from then on it is in flight, and an answer that does not come is lost.
 */
public final class SlowCall {
  /** What became of the call. */
  public enum Outcome {
    /** The whole answer came. */
    ANSWERED,
    /** Nobody listened. */
    REFUSED,
    /** The connection ended before the server began to answer; a client may send it again. */
    NOT_BEGUN,
    /** The server had begun to answer and did not finish. */
    LOST
  }

  private static final int READ_TIMEOUT_MILLIS = 30_000;

  private final int port;
  private final int millis;
  private final CountDownLatch begun = new CountDownLatch(1);
  private volatile String answer = "";

  /** Prepares a call that takes the server the given time. */
  public SlowCall(int port, int millis) {
    this.port = port;
    this.millis = millis;
  }

  /** Makes the call; returns when it is over. */
  public Outcome run() {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(READ_TIMEOUT_MILLIS);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      send(socket.getOutputStream());
      return receive(
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)));
    } catch (ConnectException e) {
      return Outcome.REFUSED;
    } catch (IOException e) {
      answer = e.toString();
      return begun.getCount() == 0 ? Outcome.LOST : Outcome.NOT_BEGUN;
    } finally {
      begun.countDown();
    }
  }

  /** Waits until the server has begun to answer, or the call is over. */
  public void awaitBegun() throws InterruptedException {
    begun.await();
  }

  /** Returns the role that the server answered with, or else what came of the answer. */
  public String role() {
    String mark = "done by ";
    int at = answer.indexOf(mark);
    return at < 0 ? answer : answer.substring(at + mark.length()).lines().findFirst().orElse("");
  }

  private void send(OutputStream out) throws IOException {
    String request =
        "GET /slow?millis=" + millis + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    out.write(request.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private Outcome receive(BufferedReader in) throws IOException {
    StringBuilder received = new StringBuilder();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      received.append(line).append('\n');
      answer = received.toString();
      if (line.equals("begun")) {
        begun.countDown();
      }
    }
    if (answer.contains("done by ")) {
      return Outcome.ANSWERED;
    }
    return answer.isEmpty() ? Outcome.NOT_BEGUN : Outcome.LOST;
  }
}
