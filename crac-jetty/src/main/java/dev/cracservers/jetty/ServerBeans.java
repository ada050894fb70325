// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.core.Deadline;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.RequestLogWriter;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Scanner;
import org.eclipse.jetty.util.component.LifeCycle;

/**
 * What a server has open beside its connectors, found among its beans at each checkpoint. Only what
 * was running is stopped, and only what was stopped is started again; what cannot be is tried again
 * in the next cycle.
 */
final class ServerBeans {
  private final Server server;
  private final List<LifeCycle> scanners = new ArrayList<>();
  private final List<LifeCycle> files = new ArrayList<>();
  private final List<LifeCycle> jmxConnectors = new ArrayList<>();
  private final List<ShutdownPort> shutdownPorts = new ArrayList<>();

  ServerBeans(Server server) {
    this.server = server;
  }

  /** A scan in the middle of a checkpoint might deploy an application or load a key. */
  void stopScanners() throws Exception {
    for (Scanner scanner : server.getContainedBeans(Scanner.class)) {
      if (scanner.getScanInterval() > 0) {
        stop(scanner, scanners);
      }
    }
  }

  void close(Deadline deadline) throws Exception {
    for (RequestLogWriter log : server.getContainedBeans(RequestLogWriter.class)) {
      stop(log, files);
    }
    for (LifeCycle bean : server.getContainedBeans(LifeCycle.class)) {
      if (JmxPort.isOne(bean)) {
        stop(bean, jmxConnectors);
        JmxPort.awaitEndOfConnections(bean, deadline);
      }
    }
    if (OptionalModule.SHUTDOWN_SERVICE.isPresent()) {
      for (ShutdownPort port : ShutdownPort.openOf(server)) {
        shutdownPorts.add(port);
        port.close(deadline);
      }
    }
  }

  void reopen() throws Exception {
    start(files);
  }

  void rebind() throws Exception {
    start(jmxConnectors);
    while (!shutdownPorts.isEmpty()) {
      shutdownPorts.get(0).rebind();
      shutdownPorts.remove(0);
    }
    start(scanners);
  }

  private static void stop(LifeCycle bean, List<LifeCycle> stopped) throws Exception {
    if (bean.isStarted()) {
      stopped.add(bean);
      bean.stop();
    }
  }

  private static void start(List<LifeCycle> stopped) throws Exception {
    while (!stopped.isEmpty()) {
      stopped.get(0).start();
      stopped.remove(0);
    }
  }
}
