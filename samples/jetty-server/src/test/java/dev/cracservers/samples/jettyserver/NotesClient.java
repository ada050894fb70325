// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.jettyserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A client of the service, and what must hold of it whether it started cold or was restored. */
public final class NotesClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final HttpClient http =
      HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
  private final String base;

  /** Makes a client of the service at the given port. */
  public NotesClient(int port) {
    this.base = "http://127.0.0.1:" + port;
  }

  /**
   * Asks for the notes, again and again without a pause, until they come.
   *
   * @param alive ends the wait when it turns false
   * @return the time since this was called
   */
  public Duration awaitFirstAnswer(BooleanSupplier alive) throws InterruptedException {
    long start = System.nanoTime();
    while (true) {
      try {
        if (get("/notes").statusCode() == 200) {
          return Duration.ofNanos(System.nanoTime() - start);
        }
      } catch (IOException notYet) {
        LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
      }
      if (!alive.getAsBoolean() || System.nanoTime() - start > LIMIT.toNanos()) {
        throw new IllegalStateException("the server did not answer at " + base);
      }
    }
  }

  /** Writes and reads notes, and asks for what is not there. */
  public void assertWorks() throws IOException, InterruptedException {
    String text = "note at " + System.nanoTime();
    HttpResponse<String> added = post("/notes", text);
    assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
    JsonNode note = JSON.readTree(added.body());
    assertThat(note.get("text").asText()).isEqualTo(text);

    HttpResponse<String> found = get("/notes/" + note.get("id").asLong());
    assertThat(found.statusCode()).as(found.body()).isEqualTo(200);
    assertThat(JSON.readTree(found.body())).isEqualTo(note);
    assertThat(JSON.readTree(get("/notes").body()).get(0)).isEqualTo(note);
    assertThat(get("/notes/999999999").statusCode()).isEqualTo(404);
    assertThat(get("/notes/none").statusCode()).isEqualTo(400);
  }

  /** Returns the role with which the service works in the database. */
  public String role() {
    SlowCall call = new SlowCall(URI.create(base).getPort(), 0);
    assertThat(call.run()).isEqualTo(SlowCall.Outcome.ANSWERED);
    return call.role();
  }

  /** Returns how often the service has seen this client, this time included. */
  public int visit() throws IOException, InterruptedException {
    return Integer.parseInt(get("/visits").body());
  }

  /** Returns what the service tells about itself and its last cycle. */
  public JsonNode report() throws IOException, InterruptedException {
    return JSON.readTree(get("/report").body());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(base + path)).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path)).POST(BodyPublishers.ofString(body)).build();
    return http.send(request, BodyHandlers.ofString());
  }
}
