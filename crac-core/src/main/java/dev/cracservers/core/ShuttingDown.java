// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

/** Whether the JVM is shutting down: it tells nobody but those who add a shutdown hook. */
final class ShuttingDown {
  private ShuttingDown() {}

  static boolean isUnderWay() {
    Thread hook = new Thread(() -> {}, "crac-shutdown-probe");
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      return !Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      return true;
    }
  }
}
