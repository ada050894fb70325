// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** When the parts of a checkpoint began, and how long they took, up to the dump. For one thread. */
public final class Timeline {
  private static final double NANOS_PER_MILLI = 1e6;

  private final long begun = System.nanoTime();
  private final List<String> lines = new ArrayList<>();

  /** Adds a part that began at the given {@code nanoTime} and ends now. */
  public void add(String name, long from) {
    long now = System.nanoTime();
    lines.add(
        String.format(
            Locale.ROOT,
            "timeline=%.1f %.1f %s%n",
            (from - begun) / NANOS_PER_MILLI,
            (now - from) / NANOS_PER_MILLI,
            name));
  }

  /**
   * Returns what the manifest says of it: {@code timeline=START DURATION NAME}, in milliseconds.
   */
  String toManifest() {
    return String.join("", lines);
  }
}
