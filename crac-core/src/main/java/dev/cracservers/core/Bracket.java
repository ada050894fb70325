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
 * before anybody. As long as the inner half is not called the outer one does all of it.
 *
 * <p>org.crac holds resources weakly and compares them by {@code equals}: the two halves are two
 * objects, and this one keeps both.
 */
final class Bracket {
  private final ResourceRegistry registry;
  private final Resource outer = new Outer();
  private final Resource inner = new Inner();
  private boolean innerRegistered;
  private volatile boolean innerActs;

  Bracket(ResourceRegistry registry) {
    this.registry = registry;
    Core.getGlobalContext().register(outer);
  }

  synchronized void registerInner() {
    if (!innerRegistered) {
      innerRegistered = true;
      Core.getGlobalContext().register(inner);
    }
  }

  private final class Outer implements Resource {
    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) throws CheckpointException {
      registry.drain();
      registry.closeResources();
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) throws CheckpointException {
      try {
        registry.reopen();
      } finally {
        if (!innerActs) {
          registry.rebind();
        }
      }
    }
  }

  private final class Inner implements Resource {
    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) throws CheckpointException {
      // org.crac's list is fixed for a cycle: an inner half registered during it is not called.
      innerActs = true;
      registry.drain();
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) throws CheckpointException {
      registry.rebind();
    }
  }
}
