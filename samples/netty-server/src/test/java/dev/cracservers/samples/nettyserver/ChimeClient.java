// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.nettyserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.core.Deadline;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What must hold of the server, whether it started cold or was restored. */
record ChimeClient(int port) {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  void awaitFirstAnswer(BooleanSupplier alive) throws InterruptedException {
    boolean answered = Deadline.after(PATIENCE).await(() -> !alive.getAsBoolean() || isAnswering());
    assertThat(answered && alive.getAsBoolean()).as("port %d answers", port).isTrue();
  }

  /** Asks in all three protocols. */
  void assertWorks() throws Exception {
    for (Version version : Version.values()) {
      HttpClient client = HttpClient.newBuilder().version(version).build();
      HttpResponse<String> time = get(client, "/time");
      assertThat(time.version()).isEqualTo(version);
      assertThat(Instant.parse(time.body())).isBefore(Instant.now().plusSeconds(1));
      assertThat(get(client, "/none").statusCode()).isEqualTo(404);
    }
    assertThat(echo("ding")).isEqualTo("ding");
  }

  String report() throws IOException, InterruptedException {
    return get(HttpClient.newHttpClient(), "/report").body();
  }

  String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  private boolean isAnswering() {
    try {
      return get(HttpClient.newHttpClient(), "/time").statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private HttpResponse<String> get(HttpClient client, String path)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(url(path))).timeout(PATIENCE).build(),
        BodyHandlers.ofString());
  }

  private String echo(String text) throws Exception {
    CompletableFuture<String> heard = new CompletableFuture<>();
    WebSocket socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(
                URI.create("ws://127.0.0.1:" + port + "/socket"),
                new WebSocket.Listener() {
                  @Override
                  public CompletionStage<?> onText(
                      WebSocket from, CharSequence words, boolean last) {
                    heard.complete(words.toString());
                    return CompletableFuture.completedFuture(null);
                  }
                })
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    socket.sendText(text, true).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    try {
      return heard.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } finally {
      socket.abort();
    }
  }
}
