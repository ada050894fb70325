// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.net.SocketEvent;

/**
 * Counts the requests of a connection that are on a thread, up to the last byte of their answer: a
 * valve is left before that is written. Thread-safe.
 */
final class CountedAdapter implements Adapter {
  private final Adapter adapter;
  private final AtomicInteger active = new AtomicInteger();

  CountedAdapter(Adapter adapter) {
    this.adapter = adapter;
  }

  int active() {
    return active.get();
  }

  @Override
  public void service(Request request, Response response) throws Exception {
    active.incrementAndGet();
    try {
      adapter.service(request, response);
    } finally {
      active.decrementAndGet();
    }
  }

  @Override
  public boolean asyncDispatch(Request request, Response response, SocketEvent event)
      throws Exception {
    active.incrementAndGet();
    try {
      return adapter.asyncDispatch(request, response, event);
    } finally {
      active.decrementAndGet();
    }
  }

  @Override
  public boolean prepare(Request request, Response response) throws Exception {
    return adapter.prepare(request, response);
  }

  @Override
  public void log(Request request, Response response, long millis) {
    adapter.log(request, response, millis);
  }

  @Override
  public void checkRecycled(Request request, Response response) {
    adapter.checkRecycled(request, response);
  }

  @Override
  public String getDomain() {
    return adapter.getDomain();
  }
}
