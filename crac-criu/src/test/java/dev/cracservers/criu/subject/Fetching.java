// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.subject;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests of the program through {@link HttpURLConnection}. */
final class Fetching {
  private @Nullable InputStream unread;

  Map<String, Subject.Order> orders() {
    return Map.of(
        "fetch", Fetching::fetch,
        "fetch-part", this::fetchPart,
        "fetch-rest", nothing -> fetchRest());
  }

  private static String fetch(String address) throws IOException {
    try (InputStream body = open(address)) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String fetchPart(String address) throws IOException {
    InputStream body = open(address);
    unread = body;
    return Character.toString(body.read());
  }

  private String fetchRest() throws IOException {
    InputStream body = unread;
    if (body == null) {
      throw new IllegalStateException("nothing was fetched in part");
    }
    unread = null;
    try (body) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static InputStream open(String address) throws IOException {
    return ((HttpURLConnection) URI.create(address).toURL().openConnection()).getInputStream();
  }
}
