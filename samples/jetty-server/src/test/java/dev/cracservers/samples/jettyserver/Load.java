// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.jettyserver;

import dev.cracservers.samples.jettyserver.SlowCall.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Clients that call the server without a pause until they are stopped; they count what happens. */
public final class Load implements AutoCloseable {
  private static final int CALL_MILLIS = 20;
  private static final Duration PAUSE_WHEN_REFUSED = Duration.ofMillis(5);

  private final int port;
  private final List<Thread> clients = new ArrayList<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);

  /** Starts the given number of clients. */
  public Load(int port, int count) {
    this.port = port;
    for (int i = 0; i < count; i++) {
      Thread client = new Thread(this::call, "load-" + i);
      clients.add(client);
      client.start();
    }
  }

  /** Returns how often each outcome occurred so far. */
  public synchronized Map<Outcome, Long> outcomes() {
    return new EnumMap<>(outcomes);
  }

  /** Returns how many calls had the outcome so far. */
  public long count(Outcome outcome) {
    return outcomes().getOrDefault(outcome, 0L);
  }

  /** Stops the clients; returns when their last calls are over. */
  public void stop() {
    stopped.countDown();
    for (Thread client : clients) {
      try {
        client.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    stop();
  }

  private void call() {
    try {
      while (stopped.getCount() > 0) {
        Outcome outcome = new SlowCall(port, CALL_MILLIS).run();
        synchronized (this) {
          outcomes.merge(outcome, 1L, Long::sum);
        }
        if (outcome != Outcome.ANSWERED) {
          stopped.await(PAUSE_WHEN_REFUSED.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
