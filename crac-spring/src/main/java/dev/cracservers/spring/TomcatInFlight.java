// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Counts the requests that are with the application on a thread. One that leaves it to go on later
 * is finished when it comes back; if it never does, it is not counted as finished. Thread-safe.
 */
final class TomcatInFlight extends ValveBase {
  private final AtomicLong active = new AtomicLong();
  private final AtomicLong finished = new AtomicLong();

  TomcatInFlight() {
    super(true);
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    active.incrementAndGet();
    try {
      getNext().invoke(request, response);
    } finally {
      if (!request.isAsync()) {
        finished.incrementAndGet();
      }
      active.decrementAndGet();
    }
  }

  long active() {
    return active.get();
  }

  long finished() {
    return finished.get();
  }
}
