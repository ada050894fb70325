// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import java.io.IOException;
import java.lang.instrument.Instrumentation;

/**
 * Brings the engine into a JVM: {@code -javaagent:crac-criu.jar} puts it on the system class path,
 * makes it the one that org.crac finds, and listens for {@code crac checkpoint}. {@code crac run}
 * adds it. On a CRaC JDK it does nothing.
 */
public final class Agent {
  private static final String COMPAT = "org.crac.Core.Compat";

  private Agent() {}

  /** Called by the JVM before {@code main}. */
  public static void premain(String arguments, Instrumentation instrumentation) throws IOException {
    if (ClassLoader.getPlatformClassLoader().getResource("jdk/crac/Core.class") != null) {
      return;
    }
    if (System.getProperty(COMPAT) == null) {
      System.setProperty(COMPAT, Agent.class.getPackageName());
    }
    JdkInternals.open(instrumentation);
    OpeningRecorder.start(instrumentation);
    FreshRandomProvider.install();
    ControlThread.start();
    readPolicies();
  }

  /** What is wrong with them is said now, not at a checkpoint days later. */
  private static void readPolicies() {
    try {
      for (String reservation : ResourcePolicies.load().reservations()) {
        System.err.println("crac: resource policy " + reservation);
      }
    } catch (IOException | IllegalArgumentException e) {
      System.err.println("crac: the server does not start: " + e.getMessage());
      System.exit(1);
    }
  }
}
