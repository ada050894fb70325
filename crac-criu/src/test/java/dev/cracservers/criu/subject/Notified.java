// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.subject;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;

/** A resource of the program that keeps count of what it is told, and fails when it is to. */
final class Notified implements Resource {
  private static final Notified[] STRONG = new Notified[1];

  private final List<String> trail = new CopyOnWriteArrayList<>();
  private volatile String failBefore = "";
  private volatile String failAfter = "";
  private volatile boolean serving = true;

  Notified() {
    STRONG[0] = this;
    Core.getGlobalContext().register(this);
  }

  Map<String, Subject.Order> orders() {
    return Map.of(
        "trail", nothing -> String.join(" ", trail),
        "fail-before", message -> failBefore = message,
        "fail-after", message -> failAfter = message);
  }

  /** Returns whether no checkpoint is under way. */
  boolean isServing() {
    return serving;
  }

  @Override
  public void beforeCheckpoint(Context<? extends Resource> context) {
    serving = false;
    trail.add("before");
    if (!failBefore.isEmpty()) {
      throw new IllegalStateException(failBefore);
    }
  }

  @Override
  public void afterRestore(Context<? extends Resource> context) {
    trail.add("after");
    serving = true;
    if (!failAfter.isEmpty()) {
      throw new IllegalStateException(failAfter);
    }
  }
}
