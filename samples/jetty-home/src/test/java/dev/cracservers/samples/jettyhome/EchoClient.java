// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.jettyhome;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A WebSocket client that waits for answers. For one thread. */
final class EchoClient implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;

  private final HttpClient client = HttpClient.newHttpClient();
  private Peer peer = new Peer();
  private @Nullable WebSocket socket;

  void connect(int port, String path) throws Exception {
    peer = new Peer();
    socket =
        client
            .newWebSocketBuilder()
            .buildAsync(URI.create("ws://127.0.0.1:" + port + path), peer)
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Sends a text and waits for one, which it returns. */
  String ask(String text) throws Exception {
    Objects.requireNonNull(socket).sendText(text, true).join();
    return peer.answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Waits until the server has closed, and returns with which status. */
  int closeStatus() throws Exception {
    return peer.closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    if (socket != null) {
      socket.abort();
    }
  }

  private static final class Peer implements WebSocket.Listener {
    private final CompletableFuture<String> answer = new CompletableFuture<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
      answer.complete(text.toString());
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
      closed.complete(status);
      return null;
    }
  }
}
