// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.platform;

/** Whether this JVM is shutting down. */
public final class Shutdown {
  private Shutdown() {}

  /** The JDK tells this only by refusing hooks. */
  public static boolean isUnderWay() {
    Thread probe = new Thread(() -> {}, "crac-probe");
    try {
      Runtime.getRuntime().addShutdownHook(probe);
      Runtime.getRuntime().removeShutdownHook(probe);
      return false;
    } catch (IllegalStateException shuttingDown) {
      return true;
    }
  }
}
