// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;

/**
 * The coordinator's two places in org.crac's list, around whatever else is registered there.
 *
 * <p>org.crac calls {@code beforeCheckpoint} in reverse order of registration and {@code
 * afterRestore} in order. So the inner half, registered last, drains before anybody else acts and
 * rebinds after everybody; the outer half, registered first, closes after everybody and reopens
 * before anybody. Until the inner half is registered the outer one does all of it.
 *
 * <p>org.crac holds resources weakly and compares them by {@code equals}: the two halves are two
 * objects, and this one keeps both.
 */
final class Bracket {
  private final CheckpointCoordinator coordinator;
  private final Resource outer = new Outer();
  private final Resource inner = new Inner();
  private boolean innerRegistered;

  Bracket(CheckpointCoordinator coordinator) {
    this.coordinator = coordinator;
    Core.getGlobalContext().register(outer);
  }

  synchronized void registerInner() {
    if (!innerRegistered) {
      innerRegistered = true;
      Core.getGlobalContext().register(inner);
    }
  }

  private synchronized boolean isInnerRegistered() {
    return innerRegistered;
  }

  /** Takes a checkpoint; returns in the restored process. */
  static void checkpointRestore() throws org.crac.CheckpointException, org.crac.RestoreException {
    Core.checkpointRestore();
  }

  private final class Outer implements Resource {
    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) throws CheckpointException {
      coordinator.drain();
      coordinator.closeResources();
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) throws CheckpointException {
      try {
        coordinator.reopen();
      } finally {
        if (!isInnerRegistered()) {
          coordinator.rebind();
        }
      }
    }
  }

  private final class Inner implements Resource {
    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) throws CheckpointException {
      coordinator.drain();
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) throws CheckpointException {
      coordinator.rebind();
    }
  }
}
