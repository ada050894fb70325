// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.subject;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;

/** A resource of the program that keeps count of what it is told, and fails when it is to. */
final class Notified implements Resource {
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final Notified[] STRONG = new Notified[1];

  private final List<String> trail = new CopyOnWriteArrayList<>();
  private volatile String holdUntil = "";
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
        "hold-before", gate -> holdUntil = gate,
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
    hold();
    if (!failBefore.isEmpty()) {
      throw new IllegalStateException(failBefore, new IOException("of the subject"));
    }
  }

  @Override
  public void afterRestore(Context<? extends Resource> context) {
    trail.add("after");
    serving = true;
    if (!failAfter.isEmpty()) {
      throw new IllegalStateException(failAfter, new IOException("of the subject"));
    }
  }

  private void hold() {
    if (holdUntil.isEmpty()) {
      return;
    }
    System.out.println("held until there is " + holdUntil);
    while (!Files.exists(Path.of(holdUntil))) {
      LockSupport.parkNanos(POLL_NANOS);
    }
    holdUntil = "";
  }
}
