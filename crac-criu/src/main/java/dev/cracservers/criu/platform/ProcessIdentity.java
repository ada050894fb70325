// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What tells a restored process from the process that was dumped: CRIU creates a new process, with
 * a start time of its own. Start times count from the boot of the kernel, and can repeat after a
 * reboot: the boot id belongs to the identity.
 */
public record ProcessIdentity(String bootId, String startTime) {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  public static ProcessIdentity current() {
    return new ProcessIdentity(readBootId(), ProcessStat.startTime());
  }

  public boolean isOtherThan(ProcessIdentity earlier) {
    return !startTime.equals(earlier.startTime) || !bootId.equals(earlier.bootId);
  }

  private static String readBootId() {
    try {
      return Files.readString(BOOT_ID);
    } catch (IOException noSuchFileHere) {
      return "";
    }
  }
}
