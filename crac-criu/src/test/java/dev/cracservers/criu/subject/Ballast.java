// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.subject;

import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;

/** Memory that is in an image, and must be the same after it. */
final class Ballast {
  private static final int MEGABYTE = 1 << 20;

  private byte[] bytes = {};

  Map<String, Subject.Order> orders() {
    return Map.of("fill", this::fill, "sum", nothing -> sum());
  }

  private String fill(String megabytes) {
    bytes = new byte[Integer.parseInt(megabytes) * MEGABYTE];
    new Random(1).nextBytes(bytes);
    return sum();
  }

  private String sum() {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    return Long.toHexString(sum.getValue());
  }
}
