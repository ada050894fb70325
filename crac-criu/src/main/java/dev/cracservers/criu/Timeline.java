// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import java.lang.ref.Reference;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** When the parts of a checkpoint began, and how long they took, up to the dump. For one thread. */
final class Timeline {
  private static final double NANOS_PER_MILLI = 1e6;

  private final long begun = System.nanoTime();
  private final List<String> lines = new ArrayList<>();

  /** Adds a part that began at the given {@code nanoTime} and ends now. */
  void add(String name, long from) {
    long now = System.nanoTime();
    lines.add(
        String.format(
            Locale.ROOT,
            "timeline=%.1f %.1f %s%n",
            (from - begun) / NANOS_PER_MILLI,
            (now - from) / NANOS_PER_MILLI,
            name));
  }

  /** Adds that a resource was told. */
  void add(Resource resource, long from) {
    add(nameOf(resource), from);
  }

  /**
   * Returns what the manifest says of it: {@code timeline=START DURATION NAME}, in milliseconds.
   */
  String toManifest() {
    return String.join("", lines);
  }

  /**
   * The class and no more: what an object says of itself may be a secret. org.crac hands in a proxy
   * whose handler refers to the resource of the application.
   */
  private static String nameOf(Resource resource) {
    Object named = resource;
    if (Proxy.isProxyClass(resource.getClass())) {
      InvocationHandler handler = Proxy.getInvocationHandler(resource);
      Object behind = handler instanceof Reference<?> reference ? reference.get() : null;
      named = behind == null ? handler : behind;
    }
    return named.getClass().getName();
  }
}
