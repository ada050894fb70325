// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Set;
import org.eclipse.jetty.util.component.Container;
import org.eclipse.jetty.util.component.LifeCycle;

/**
 * The beans beside the connectors that hold descriptors, or must not act while an image is taken,
 * and that can be stopped and started by themselves without anybody losing what is warm. Known by
 * name, as most are in modules that an application may not have. Used by one thread.
 */
final class Companions {
  /** Files of request logs, sockets of clients and of JMX, and what reloads keys. */
  private static final Set<String> TYPES =
      Set.of(
          "org.eclipse.jetty.server.RequestLogWriter",
          "org.eclipse.jetty.jmx.ConnectorServer",
          "org.eclipse.jetty.io.ClientConnector",
          "org.eclipse.jetty.util.ssl.KeyStoreScanner");

  /** How one of them is started again. */
  interface Start {
    void run() throws Exception;
  }

  private final Container container;
  private final Deque<Start> starts = new ArrayDeque<>();

  Companions(Container container) {
    this.container = container;
  }

  /** Stops those that are started. */
  void stop() throws Exception {
    for (LifeCycle bean : container.getContainedBeans(LifeCycle.class)) {
      if (bean.isStarted() && isCompanion(bean.getClass())) {
        starts.push(bean::start);
        bean.stop();
      }
    }
    if (OptionalModule.STOP_PORT.isPresent()) {
      StopPort.closeAll(container).forEach(starts::push);
    }
  }

  /** Starts those it has stopped, the last one first. */
  void start() throws Exception {
    while (!starts.isEmpty()) {
      starts.peek().run();
      starts.pop();
    }
  }

  private static boolean isCompanion(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      if (TYPES.contains(each.getName())) {
        return true;
      }
    }
    return false;
  }
}
