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
  /** Files of request logs, sockets of clients, of JMX and of the stop port; reloads of keys. */
  static final Set<String> OF_A_SERVER =
      Set.of(
          "org.eclipse.jetty.server.RequestLogWriter",
          "org.eclipse.jetty.server.ShutdownService",
          "org.eclipse.jetty.jmx.ConnectorServer",
          "org.eclipse.jetty.io.ClientConnector",
          "org.eclipse.jetty.util.ssl.KeyStoreScanner");

  private final Container container;
  private final Deque<LifeCycle> stopped = new ArrayDeque<>();

  Companions(Container container) {
    this.container = container;
  }

  /** Stops those that are started. */
  void stop() throws Exception {
    Collection<LifeCycle> beans = container.getContainedBeans(LifeCycle.class);
    for (LifeCycle bean : beans) {
      if (bean.isStarted() && isCompanion(bean.getClass())) {
        stopped.push(bean);
        bean.stop();
      }
    }
  }

  /** Starts those it has stopped, the last one first. */
  void start() throws Exception {
    while (!stopped.isEmpty()) {
      stopped.peek().start();
      stopped.pop();
    }
  }

  private static boolean isCompanion(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getSuperclass()) {
      if (OF_A_SERVER.contains(each.getName())) {
        return true;
      }
    }
    return false;
  }
}
