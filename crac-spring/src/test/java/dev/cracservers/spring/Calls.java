// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;

/** Requests to a server of this machine. */
final class Calls {
  private Calls() {}

  static String get(int port, String path) throws IOException, InterruptedException {
    return client().send(request(port, path), BodyHandlers.ofString()).body();
  }

  static int post(int port, String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(request(port, path).uri()).POST(BodyPublishers.noBody()).build();
    return client().send(request, BodyHandlers.discarding()).statusCode();
  }

  static CompletableFuture<String> begin(int port, String path) {
    return client()
        .sendAsync(request(port, path), BodyHandlers.ofString())
        .thenApply(HttpResponse::body);
  }

  private static HttpClient client() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  private static HttpRequest request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
  }
}
