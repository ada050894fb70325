// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Makes the process small before its memory is written to files. */
final class Memory {
  private Memory() {}

  /**
   * Collects garbage, and gives freed native memory back to the kernel where the JVM can (the
   * diagnostic command {@code System.trim_native_heap}, JDK 17.0.9 and 21.0.1 onwards).
   */
  static void shrink() {
    System.gc();
    try {
      MBeanServer server = ManagementFactory.getPlatformMBeanServer();
      ObjectName commands = new ObjectName("com.sun.management:type=DiagnosticCommand");
      server.invoke(commands, "systemTrimNativeHeap", new Object[0], new String[0]);
    } catch (JMException | RuntimeException notOnThisJdk) {
      // The image is some MB larger, and just as good.
    }
  }
}
