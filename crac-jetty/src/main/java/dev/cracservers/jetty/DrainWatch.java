// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.core.Deadline;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** The thread that watches load end, from the moment no new load comes. */
final class DrainWatch {
  private final BooleanSupplier isEmpty;
  private final Deadline deadline;
  private final CompletableFuture<Void> empty = new CompletableFuture<>();
  private final Thread thread;
  private volatile boolean ended;

  private DrainWatch(String name, BooleanSupplier isEmpty, Deadline deadline) {
    this.isEmpty = isEmpty;
    this.deadline = deadline;
    this.thread = new Thread(this::watch, "crac-drain-" + name);
    thread.setDaemon(true);
  }

  static DrainWatch start(String name, BooleanSupplier isEmpty, Deadline deadline) {
    DrainWatch watch = new DrainWatch(name, isEmpty, deadline);
    watch.thread.start();
    return watch;
  }

  /**
   * Returns a stage that completes when no load is left. At the deadline it stays incomplete:
   * whether that is a failure is for the coordinator to decide.
   */
  CompletionStage<Void> empty() {
    return empty.copy();
  }

  /** Stops watching: when this returns, no connection is closed any more. */
  void end() throws InterruptedException {
    ended = true;
    thread.join();
  }

  private void watch() {
    try {
      deadline.await(this::look);
    } catch (InterruptedException nobodyInterruptsThisThread) {
      empty.completeExceptionally(nobodyInterruptsThisThread);
    } catch (RuntimeException | Error e) {
      empty.completeExceptionally(e);
    }
  }

  private boolean look() {
    if (!ended && isEmpty.getAsBoolean()) {
      empty.complete(null);
      return true;
    }
    return ended;
  }
}
