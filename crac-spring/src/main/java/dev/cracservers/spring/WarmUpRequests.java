// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;

/**
 * Sends the requests of {@code crac.warm-up} to the application's own server, in turns, from
 * several threads, not faster than the rate; tells at each tenth how long one takes by then.
 */
final class WarmUpRequests implements WarmUp, Ordered {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUpRequests.class);
  private static final int REPORTS = 10;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;

  private final ApplicationContext context;
  private final CheckpointProperties.WarmUps settings;

  WarmUpRequests(ApplicationContext context, CheckpointProperties.WarmUps settings) {
    this.context = context;
    this.settings = settings;
  }

  boolean isEmpty() {
    return settings.requests().isEmpty();
  }

  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  /**
   * Sends them.
   *
   * @throws IOException if one is not answered, or with a status from 400 on
   */
  @Override
  public void run() throws IOException, InterruptedException {
    if (isEmpty()) {
      return;
    }
    Turns turns = new Turns(OwnServer.of(context, settings.timeout()));
    ExecutorService threads = Executors.newFixedThreadPool(settings.threads());
    try {
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < settings.threads(); i++) {
        ends.add(threads.submit(turns));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    } catch (ExecutionException e) {
      throw new IOException(
          "%s after %d of %d requests"
              .formatted(
                  Objects.requireNonNullElse(e.getCause(), e).getMessage(),
                  turns.done.get(),
                  turns.total),
          e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  /** What the threads share: whose turn it is, and how it goes. */
  private final class Turns implements Callable<@Nullable Void> {
    private final OwnServer server;
    private final int total = Math.multiplyExact(settings.count(), settings.requests().size());
    private final int reportEvery = Math.max(1, total / REPORTS);
    private final Deadline begun = Deadline.after(Duration.ZERO);
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
    private volatile boolean failed;

    Turns(OwnServer server) {
      this.server = server;
    }

    @Override
    public @Nullable Void call() throws IOException, InterruptedException {
      for (int turn = next.getAndIncrement(); turn < total; turn = next.getAndIncrement()) {
        awaitDue(turn);
        if (failed) {
          return null;
        }
        long before = System.nanoTime();
        try {
          server.send(settings.requests().get(turn % settings.requests().size()));
        } catch (IOException e) {
          failed = true;
          throw e;
        }
        nanos.addAndGet(System.nanoTime() - before);
        report(done.incrementAndGet());
      }
      return null;
    }

    private void awaitDue(int turn) throws InterruptedException {
      if (settings.rate() > 0) {
        Duration due = Duration.ofNanos((long) (turn * NANOS_PER_SECOND / settings.rate()));
        boolean unused = Deadline.after(due.minus(begun.elapsed())).await(() -> failed);
      }
    }

    private void report(int sent) {
      if (sent % reportEvery == 0) {
        LOG.info(
            "warm-up: {} of {} requests, {} ms each",
            sent,
            total,
            "%.2f".formatted(nanos.getAndSet(0) / NANOS_PER_MILLI / reportEvery));
      }
    }
  }
}
