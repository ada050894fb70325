// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.memory;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** What {@code jcmd} tells, asked from within. */
final class DiagnosticCommand {
  private DiagnosticCommand() {}

  /** Returns what the command says; nothing if this JDK has no such command. */
  static String run(String operation) {
    try {
      Object said =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  operation,
                  new Object[0],
                  new String[0]);
      return String.valueOf(said);
    } catch (JMException | RuntimeException notOnThisJdk) {
      return "";
    }
  }
}
