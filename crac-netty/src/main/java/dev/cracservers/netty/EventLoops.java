// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.core.Deadline;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The loops of one server: kept through every cycle if the application owns them, or built anew in
 * each and gone in between. For one thread at a time.
 */
final class EventLoops {
  private final Supplier<? extends EventLoopGroup> acceptorSource;
  private final @Nullable Supplier<? extends EventLoopGroup> workerSource;
  private final boolean rebuilt;
  private @Nullable EventLoopGroup acceptors;
  private @Nullable EventLoopGroup workers;

  /**
   * @param workerSource null if one group does both
   */
  EventLoops(
      boolean rebuilt,
      Supplier<? extends EventLoopGroup> acceptorSource,
      @Nullable Supplier<? extends EventLoopGroup> workerSource) {
    NettyVersion.require(EventLoops.class.getClassLoader());
    this.rebuilt = rebuilt;
    this.acceptorSource = acceptorSource;
    this.workerSource = workerSource;
  }

  boolean areRebuilt() {
    return rebuilt;
  }

  EventLoopGroup acceptors() {
    EventLoopGroup open = acceptors;
    if (open == null) {
      open = acceptorSource.get();
      acceptors = open;
    }
    return open;
  }

  EventLoopGroup workers() {
    EventLoopGroup open = workers;
    if (open == null) {
      open = workerSource == null ? acceptors() : workerSource.get();
      workers = open;
    }
    return open;
  }

  /** Asks for the loops, so that they are the same until they are closed. */
  void learn() {
    acceptors = acceptors();
    workers = workers();
  }

  /**
   * Waits until each loop has gone round: what was submitted before has run, and selectors have
   * closed the sockets of closed channels.
   *
   * @throws IllegalStateException if a loop has not come round at the deadline, with what it does
   */
  void awaitRound(Deadline deadline) throws InterruptedException {
    if (acceptors == null) {
      return;
    }
    // A connection is accepted on one loop, which then hands it on to another.
    awaitRound(acceptors(), deadline);
    if (workers() != acceptors()) {
      awaitRound(workers(), deadline);
    }
  }

  /**
   * Ends the loops, if they are not the application's; they are built anew when they are asked for.
   *
   * @throws IllegalStateException if one has not ended at the deadline, with what it does
   */
  void close(Deadline deadline) throws InterruptedException {
    if (!rebuilt) {
      acceptors = null;
      workers = null;
    }
    if (acceptors == null) {
      return;
    }
    for (EventLoopGroup group : Set.copyOf(List.of(acceptors(), workers()))) {
      long left = deadline.remaining().toMillis();
      if (!group.shutdownGracefully(0, left, TimeUnit.MILLISECONDS).await(Math.max(1, left))) {
        for (EventExecutor loop : group) {
          if (!loop.isTerminated()) {
            throw late("did not end", loop, deadline);
          }
        }
      }
    }
    acceptors = null;
    workers = null;
  }

  private static void awaitRound(EventLoopGroup group, Deadline deadline)
      throws InterruptedException {
    for (EventExecutor loop : group) {
      Promise<Void> round = loop.newPromise();
      // Only what a loop schedules itself waits until its selector has looked: on a busy machine, a
      // task from outside is due when it comes in, and runs beside those before it.
      loop.execute(() -> selectBefore(round, loop));
      if (!round.await(Math.max(1, deadline.remaining().toMillis()))) {
        throw late("did not come round", loop, deadline);
      }
    }
  }

  private static void selectBefore(Promise<Void> round, EventExecutor loop) {
    ScheduledFuture<?> unused =
        loop.schedule(() -> round.trySuccess(null), 1, TimeUnit.MILLISECONDS);
  }

  private static IllegalStateException late(String what, EventExecutor loop, Deadline deadline) {
    String doing = "";
    String name = loop.toString();
    if (loop instanceof SingleThreadEventExecutor single) {
      name = single.threadProperties().name();
      StackTraceElement[] stack = single.threadProperties().stackTrace();
      doing = stack.length == 0 ? "" : "; it is in " + stack[0];
    }
    return new IllegalStateException(
        "event loop %s %s within %d ms%s; handlers must not block it"
            .formatted(name, what, deadline.elapsed().toMillis(), doing));
  }
}
