// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.jettyhome;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** A client with a session in each application that it visits. */
final class Visitor {
  private final HttpClient client =
      HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
  private final int port;
  private int visits;

  Visitor(int port) {
    this.port = port;
  }

  /** Visits an application; returns the id of the session. */
  String visit(String application) throws IOException, InterruptedException {
    URI page = URI.create("http://127.0.0.1:" + port + "/" + application + "/");
    String answer =
        client.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString()).body().strip();
    int space = answer.indexOf(' ');
    if (space < 0) {
      throw new IOException(page + " answered " + answer);
    }
    visits = Integer.parseInt(answer.substring(space + 1));
    return answer.substring(0, space);
  }

  /** Returns how often the application visited last has seen this session. */
  int visits() {
    return visits;
  }
}
