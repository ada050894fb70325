// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointListener;
import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Phase;
import dev.cracservers.core.PhasePass;
import dev.cracservers.core.RestoreContext;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.context.Lifecycle;

/**
 * What Spring has to know of the cycle under way: that there is one, and whether it is refused.
 * org.crac calls Spring also after a failed drain, and Spring would then stop a server that is to
 * serve on. Thread-safe.
 */
final class SpringCycle implements CheckpointResource, CheckpointListener {

  /** What Spring does about this cycle. */
  enum Part {
    /** No cycle is under way on this thread. */
    NONE,
    /** Spring stops and starts what is not taken care of here. */
    ITS_OWN,
    /** The checkpoint is given up: nothing is to be stopped. */
    NOTHING
  }

  private final List<CheckpointLifecycle> lifecycles = new CopyOnWriteArrayList<>();
  private final Set<Lifecycle> left =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
  private final @Nullable ClassLoader applicationLoader;
  private volatile @Nullable Thread thread;
  private @Nullable ClassLoader loaderBefore;
  private volatile boolean refused;
  private volatile boolean inDrain;

  SpringCycle(@Nullable ClassLoader applicationLoader) {
    this.applicationLoader = applicationLoader;
  }

  void add(CheckpointLifecycle lifecycle) {
    lifecycles.add(lifecycle);
  }

  void remove(CheckpointLifecycle lifecycle) {
    lifecycles.remove(lifecycle);
  }

  /** Has Spring leave a bean alone in each cycle: a resource stops and starts it. */
  void leave(Lifecycle bean) {
    left.add(bean);
  }

  boolean isLeft(Lifecycle bean) {
    return left.contains(bean);
  }

  /** Returns what Spring is to do on this thread; other threads may close the context meanwhile. */
  Part part() {
    if (thread != Thread.currentThread()) {
      return Part.NONE;
    }
    return refused ? Part.NOTHING : Part.ITS_OWN;
  }

  @Override
  public String name() {
    return "spring";
  }

  @Override
  public CompletionStage<?> drain(Deadline deadline) throws InterruptedException {
    Thread current = Thread.currentThread();
    loaderBefore = current.getContextClassLoader();
    // An engine's thread knows nothing of an executable jar, and Spring looks for classes by it.
    current.setContextClassLoader(applicationLoader);
    thread = current;
    refused = false;
    inDrain = true;
    for (CheckpointLifecycle lifecycle : lifecycles) {
      lifecycle.stopEarlyBeans();
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void stepFinished(CheckpointReport.Step step) {
    if (inDrain && step.phase() == Phase.DRAIN && step.failure() != null) {
      refused = true;
    }
  }

  @Override
  public void phaseStarted(PhasePass pass) {
    inDrain &= pass.phase() == Phase.DRAIN;
  }

  /**
   * Proves that Spring has stopped what it was to stop; Spring itself only logs it.
   *
   * @throws IllegalStateException if a bean failed to stop or is still running
   */
  @Override
  public void close(Deadline deadline) {
    lifecycles.forEach(CheckpointLifecycle::proveStopped);
  }

  /**
   * Proves that Spring has started its beans again.
   *
   * @throws IllegalStateException if one of them could not be started
   */
  @Override
  public void rebind(RestoreContext context) {
    lifecycles.forEach(CheckpointLifecycle::startEarlyBeans);
    lifecycles.forEach(CheckpointLifecycle::proveStarted);
  }

  @Override
  public void finished(CheckpointReport report) {
    if (thread == Thread.currentThread()) {
      thread.setContextClassLoader(loaderBefore);
      loaderBefore = null;
      thread = null;
    }
    inDrain = false;
    refused = false;
    lifecycles.forEach(CheckpointLifecycle::forget);
  }
}
