// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import dev.cracservers.criu.descriptor.DescriptorCheck;
import dev.cracservers.criu.image.ImageFolder;
import dev.cracservers.criu.platform.ChildProcesses;
import dev.cracservers.criu.platform.CriuAbilities;
import dev.cracservers.criu.platform.DumpException;
import dev.cracservers.criu.platform.ProcessStat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * What a checkpoint needs and can be looked at cheaply. It is checked before the first resource is
 * notified, so that a refusal interrupts no service. Sockets are checked later: a resource that
 * holds one closes it when it is notified.
 */
final class Prerequisites {
  private static final long KIB = 1024;

  private interface Check {
    void run() throws Exception;
  }

  private final ImageFolder image;
  private final Progress progress;
  private final List<Throwable> refusals = new ArrayList<>();

  private Prerequisites(ImageFolder image, Progress progress) {
    this.image = image;
    this.progress = progress;
  }

  /** Claims the image folder, and returns all reasons for which no image can be taken. */
  static List<Throwable> refusals(ImageFolder image, Progress progress) {
    return new Prerequisites(image, progress).check();
  }

  private List<Throwable> check() {
    check(Prerequisites::refuseProcessOne);
    check(() -> CriuAbilities.here().refuseUnusable());
    check(() -> refusals.addAll(DescriptorCheck.ofTheJvm()));
    check(
        () -> {
          image.createPrivate();
          image.claim();
          refuseFullDisk();
        });
    check(() -> ChildProcesses.refuseBeforeDrain(() -> progress.begin("children")));
    return refusals;
  }

  private void check(Check check) {
    try {
      check.run();
    } catch (Exception | Error e) {
      refusals.add(e);
    }
  }

  private static void refuseProcessOne() throws DumpException {
    if (ProcessStat.pid() == 1) {
      throw new DumpException(
          "process 1 cannot be restored, since there is one wherever it would be. Remedy: start it"
              + " with `crac run`, which gives it another id");
    }
  }

  private void refuseFullDisk() throws IOException, DumpException {
    long free = Files.getFileStore(image.path()).getUnallocatedSpace();
    long needed = leastBytes();
    if (free < needed) {
      throw new DumpException(
          "the disk of "
              + image.path()
              + " is too full: "
              + free / KIB
              + " KiB are left, and an image of this process takes at least "
              + needed / KIB
              + " KiB. Remedy: make room, or name another folder with --image.");
    }
  }

  /**
   * Half of the anonymous memory outside of the heap: a lower bound, since all of the heap may be
   * garbage, and the allocator of native code gives part of its memory back.
   */
  private static long leastBytes() throws IOException {
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
    return Math.max(0, ProcessStat.anonymousBytes() - heap) / 2;
  }
}
