// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.benchmarks.jetty;

import dev.cracservers.jetty.JettyServerResource;
import java.io.OutputStream;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A small server for {@code Throughput}: {@code plain}, or with the {@code adapter}. */
public final class JettyUnderLoad {
  private JettyUnderLoad() {}

  /** Prints the port; ends the JVM at the end of the standard input. */
  public static void main(String[] arguments) throws Exception {
    Server server = SmallServer.start();
    if (arguments[0].equals("adapter")) {
      JettyServerResource.of(server);
    }
    System.out.println(((ServerConnector) server.getConnectors()[0]).getLocalPort());
    System.in.transferTo(OutputStream.nullOutputStream());
    System.exit(0);
  }
}
