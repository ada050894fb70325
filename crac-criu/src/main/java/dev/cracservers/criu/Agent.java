// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import dev.cracservers.criu.descriptor.OpeningRecorder;
import dev.cracservers.criu.descriptor.ResourcePolicies;
import dev.cracservers.criu.descriptor.SocketGate;
import dev.cracservers.criu.image.ClassPath;
import dev.cracservers.criu.platform.JdkInternals;
import dev.cracservers.criu.random.FreshRandomProvider;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Brings the engine into a JVM: {@code -javaagent:crac-criu.jar} puts it on the system class path,
 * makes it the one that org.crac finds, and listens for {@code crac checkpoint}. {@code
 * -javaagent:crac-criu.jar=org.crac.jar} brings that API too, for an application that has none.
 * {@code crac run} adds it. On a CRaC JDK it does nothing.
 */
public final class Agent {
  private static final String COMPAT = "org.crac.Core.Compat";

  private Agent() {}

  /**
   * Called by the JVM before {@code main}.
   *
   * @param orgCrac the jar of org.crac; null or empty for none
   * @throws IOException if a jar cannot be read; the JVM ends then
   */
  public static void premain(@Nullable String orgCrac, Instrumentation instrumentation)
      throws IOException {
    if (ClassLoader.getPlatformClassLoader().getResource("jdk/crac/Core.class") != null) {
      return;
    }
    if (System.getProperty(COMPAT) == null) {
      System.setProperty(COMPAT, Agent.class.getPackageName());
    }
    if (orgCrac != null && !orgCrac.isEmpty()) {
      OrgCrac.bring(Path.of(orgCrac), instrumentation);
    }
    ClassPath.use(instrumentation);
    JdkInternals.open(instrumentation);
    SocketGate.prepare(instrumentation);
    OpeningRecorder.start(instrumentation);
    instrumentation.addTransformer(new SpringBootPools());
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
