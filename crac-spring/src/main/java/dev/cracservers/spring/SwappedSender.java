// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.Deadline;
import java.io.Closeable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;

/**
 * What sends requests by an HTTP client of its own, whichever that is: closed in CLOSE, made anew
 * for the next request. Thread-safe.
 *
 * @param <T> what Spring calls it
 */
final class SwappedSender<T> {
  private final Supplier<? extends T> making;
  private final JdkSelectors selectors = new JdkSelectors();
  private @Nullable T current;

  SwappedSender(Supplier<? extends T> making) {
    this.making = making;
    // What cannot be made says so to whoever builds it.
    T unused = now();
  }

  synchronized T now() {
    T now = current;
    if (now == null) {
      now = selectors.watch(making::get);
      current = now;
    }
    return now;
  }

  /** Closes the client and its connections. */
  synchronized void close(Deadline deadline) throws Exception {
    T leaving = current;
    current = null;
    if (leaving instanceof DisposableBean bean) {
      bean.destroy();
    } else if (leaving instanceof Closeable closeable) {
      closeable.close();
    }
    selectors.end("an HTTP client of Spring Boot", deadline);
  }
}
