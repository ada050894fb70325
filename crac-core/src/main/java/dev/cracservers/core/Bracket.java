// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;
import org.crac.RestoreException;

/**
 * The coordinator's two places in org.crac's list, around whatever else is registered there.
 *
 * <p>org.crac calls {@code beforeCheckpoint} in reverse order of registration and {@code
 * afterRestore} in order. So the inner half, registered last, drains before anybody else acts and
 * rebinds after everybody; the outer half, registered first, closes after everybody and reopens
 * before anybody. As long as the inner half is not called the outer one does all of it.
 *
 * <p>org.crac holds resources weakly and compares them by {@code equals}: the two halves are two
 * objects, and this one keeps both.
 */
final class Bracket {
  private final Checkpoints checkpoints;
  private final Resource outer = new Outer();
  private final Resource inner = new Inner();
  private boolean innerRegistered;
  private volatile boolean innerActs;

  Bracket(Checkpoints checkpoints) {
    this.checkpoints = checkpoints;
    Core.getGlobalContext().register(outer);
  }

  synchronized void registerInner() {
    if (!innerRegistered) {
      innerRegistered = true;
      Core.getGlobalContext().register(inner);
    }
  }

  /**
   * How org.crac ended a checkpoint.
   *
   * @param failures what it gave as reasons; empty if all went well
   * @param afterImage whether the image had been taken when they occurred
   */
  record Ending(List<Throwable> failures, boolean afterImage) {}

  /** Takes a checkpoint; returns in the restored process, or in this one. */
  static Ending checkpointRestore() {
    try {
      Core.checkpointRestore();
      return new Ending(List.of(), false);
    } catch (RestoreException e) {
      return new Ending(reasons(e), true);
    } catch (Throwable e) {
      return new Ending(reasons(e), false);
    }
  }

  /** org.crac drops message and cause of its exceptions, only suppressed ones come through. */
  private static List<Throwable> reasons(Throwable fromOrgCrac) {
    if (fromOrgCrac.getSuppressed().length == 0) {
      return List.of(fromOrgCrac);
    }
    List<Throwable> reasons = new ArrayList<>();
    for (Throwable reason : fromOrgCrac.getSuppressed()) {
      boolean wrapped = reason instanceof InvocationTargetException && reason.getCause() != null;
      reasons.add(wrapped ? reason.getCause() : reason);
    }
    return reasons;
  }

  private final class Outer implements Resource {
    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) throws CheckpointException {
      checkpoints.drain();
      checkpoints.closeResources();
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) throws CheckpointException {
      try {
        checkpoints.reopen();
      } finally {
        if (!innerActs) {
          checkpoints.rebind();
        }
      }
    }
  }

  private final class Inner implements Resource {
    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) throws CheckpointException {
      // org.crac's list is fixed for a cycle: an inner half registered during it is not called.
      innerActs = true;
      checkpoints.drain();
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) throws CheckpointException {
      checkpoints.rebind();
    }
  }
}
