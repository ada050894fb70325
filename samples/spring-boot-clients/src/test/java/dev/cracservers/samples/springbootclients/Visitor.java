// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.springbootclients;

import dev.cracservers.core.Deadline;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Asks the application. */
final class Visitor {
  private static final Duration FIRST_ANSWER = Duration.ofMinutes(1);

  private final HttpClient client = HttpClient.newHttpClient();
  private final String base;

  Visitor(int port) {
    base = "http://127.0.0.1:" + port;
  }

  String get(String path) throws IOException, InterruptedException {
    return call("GET", path, "");
  }

  void put(String path, String body) throws IOException, InterruptedException {
    call("PUT", path, body);
  }

  void post(String path, String body) throws IOException, InterruptedException {
    call("POST", path, body);
  }

  /** Returns whether there was an answer, while the condition held. */
  boolean awaitAnswer(BooleanSupplier alive) throws InterruptedException {
    return Deadline.after(FIRST_ANSWER).await(() -> !alive.getAsBoolean() || answers())
        && alive.getAsBoolean();
  }

  private boolean answers() {
    try {
      get("/kafka");
      return true;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String call(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(FIRST_ANSWER)
            .header("Content-Type", "text/plain")
            .method(method, BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(method + " " + path + ": " + answer.statusCode());
    }
    return answer.body();
  }
}
