// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.RestoreContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Scanner;
import org.eclipse.jetty.util.component.LifeCycle;

/**
 * What must be quiet around the checkpoint of a whole server, beside what {@link
 * JettyServerResource} closes: scanners, found at each checkpoint, and the connections of remote
 * JMX. Registered before that resource, so that it closes after it.
 */
final class ServerBeans implements CheckpointResource {
  private final Server server;
  private final List<Scanner> scanners = new ArrayList<>();

  ServerBeans(Server server) {
    this.server = server;
  }

  @Override
  public String name() {
    return "jetty-beans";
  }

  /** A scan in the middle of a checkpoint might deploy an application or load a key. */
  @Override
  public CompletionStage<?> drain(Deadline deadline) throws Exception {
    for (Scanner scanner : server.getContainedBeans(Scanner.class)) {
      if (scanner.getScanInterval() > 0 && scanner.isStarted()) {
        scanners.add(scanner);
        scanner.stop();
      }
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void close(Deadline deadline) throws Exception {
    for (LifeCycle bean : server.getContainedBeans(LifeCycle.class)) {
      if (JmxPort.isOne(bean)) {
        JmxPort.awaitEndOfConnections(bean, deadline);
      }
    }
  }

  @Override
  public void rebind(RestoreContext context) throws Exception {
    while (!scanners.isEmpty()) {
      scanners.get(0).start();
      scanners.remove(0);
    }
  }
}
