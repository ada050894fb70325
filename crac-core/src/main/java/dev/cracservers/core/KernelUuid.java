// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Random ids that no two restores of one image share. They come from the kernel: the JDK's
 * generators keep buffers and seeds, and those are in the image.
 */
final class KernelUuid {
  private static final Path KERNEL = Path.of("/dev/urandom");

  private KernelUuid() {}

  static UUID next() {
    try (DataInputStream random = new DataInputStream(Files.newInputStream(KERNEL))) {
      return new UUID(random.readLong(), random.readLong());
    } catch (IOException noSuchDevice) {
      return UUID.randomUUID();
    }
  }
}
