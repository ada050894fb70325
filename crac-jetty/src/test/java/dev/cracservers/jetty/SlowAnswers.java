// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers every second request at once and the others 10 ms later, and remembers all of them. */
final class SlowAnswers extends Handler.Abstract {
  private final Set<String> begun = ConcurrentHashMap.newKeySet();

  /** Returns the paths of the requests that have come. */
  Set<String> begun() {
    return begun;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String path = Request.getPathInContext(request);
    begun.add(path);
    if (begun.size() % 2 == 0) {
      answer(path, response, callback);
    } else {
      request
          .getComponents()
          .getScheduler()
          .schedule(() -> answer(path, response, callback), 10, TimeUnit.MILLISECONDS);
    }
    return true;
  }

  private static void answer(String path, Response response, Callback callback) {
    response.write(true, StandardCharsets.UTF_8.encode(path), callback);
  }
}
