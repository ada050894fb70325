// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Phase;
import dev.cracservers.core.RestoreContext;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.PoolMetrics;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import io.r2dbc.spi.ValidationDepth;
import io.r2dbc.spi.Wrapped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import reactor.core.publisher.Mono;
import reactor.pool.PoolShutdownException;
import reactor.util.retry.Retry;

/**
 * A pool of R2DBC connections that is closed for the image, and made anew after it. Whoever asks
 * for a connection meanwhile gets one of the new pool. Thread-safe.
 */
final class SwappedConnectionPool
    implements ConnectionFactory, Wrapped<ConnectionFactory>, CheckpointResource {
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(100);

  private final String name;
  private final Supplier<ConnectionPool> opening;
  private volatile ConnectionPool last;

  /** Complete while connections are given out. */
  private volatile CompletableFuture<ConnectionPool> open;

  private volatile boolean ended;
  private volatile Map<String, Long> closed = Map.of();

  SwappedConnectionPool(String name, ConnectionPool first, Supplier<ConnectionPool> opening) {
    this.name = name;
    this.opening = opening;
    this.last = first;
    this.open = CompletableFuture.completedFuture(first);
  }

  @Override
  public Mono<Connection> create() {
    return Mono.fromFuture(() -> open, true)
        .flatMap(ConnectionPool::create)
        // Asked of the pool just before it was closed for a checkpoint.
        .retryWhen(Retry.indefinitely().filter(e -> e instanceof PoolShutdownException && !ended));
  }

  @Override
  public ConnectionFactoryMetadata getMetadata() {
    return last.getMetadata();
  }

  @Override
  public ConnectionFactory unwrap() {
    return last;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void close(Deadline deadline) throws InterruptedException {
    open = new CompletableFuture<>();
    ConnectionPool leaving = last;
    if (!deadline.await(() -> in(leaving, PoolMetrics::acquiredSize) == 0)) {
      throw new IllegalStateException(
          "pool %s after %d ms: connections still borrowed: %d; give them back, or allow more time"
                  .formatted(
                      name, deadline.elapsed().toMillis(), in(leaving, PoolMetrics::acquiredSize))
              + " with crac.deadline.close");
    }
    closed = Map.of("closed", (long) in(leaving, PoolMetrics::allocatedSize));
    leaving.disposeLater().block(deadline.remaining());
    if (!deadline.await(() -> in(leaving, PoolMetrics::allocatedSize) == 0)) {
      throw new IllegalStateException(
          "pool %s is closed, but %d of its connections are open after %d ms"
              .formatted(
                  name, in(leaving, PoolMetrics::allocatedSize), deadline.elapsed().toMillis()));
    }
  }

  @Override
  public void reopen(RestoreContext context) {
    if (open.isDone()) {
      return;
    }
    if (last.isDisposed()) {
      last = opening.get();
    }
    prove(last, context.deadline());
    open.complete(last);
  }

  private void prove(ConnectionPool pool, Deadline deadline) {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    try {
      Mono.usingWhen(
              pool.create(),
              connection -> Mono.from(connection.validate(ValidationDepth.REMOTE)),
              Connection::close)
          .filter(Boolean::booleanValue)
          .switchIfEmpty(Mono.error(() -> new IllegalStateException("it is not valid")))
          .doOnError(failure::set)
          .retryWhen(
              // Some databases lock an account after a few wrong passwords.
              Retry.fixedDelay(Long.MAX_VALUE, BETWEEN_ATTEMPTS)
                  .filter(e -> !(e instanceof R2dbcPermissionDeniedException)))
          .block(deadline.remaining());
    } catch (RuntimeException e) {
      Throwable last = failure.get();
      throw new IllegalStateException(
          "pool %s got no connection in %d ms: %s; is the database up, and does it let this role in?"
              .formatted(name, deadline.elapsed().toMillis(), last == null ? e.getMessage() : last),
          last == null ? e : last);
    }
  }

  @Override
  public Map<String, Long> counts(Phase phase) {
    return phase == Phase.CLOSE ? closed : Map.of();
  }

  /** Closes the pool for good. */
  void end() {
    ended = true;
    last.dispose();
  }

  private static int in(ConnectionPool pool, ToIntFunction<PoolMetrics> count) {
    return pool.getMetrics().map(count::applyAsInt).orElse(0);
  }
}
