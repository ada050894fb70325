// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.core.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashSet;
import java.util.Set;
import javax.management.remote.JMXServiceURL;
import org.eclipse.jetty.jmx.ConnectorServer;
import org.eclipse.jetty.util.component.LifeCycle;

/**
 * The connections of remote JMX. Touched only where jetty-jmx is there, see {@link #isOne}.
 *
 * <p>RMI connects this process to its own registry, and forgets that connection without closing it:
 * the next garbage collection does (measured on JDK 17, 2 connections).
 */
final class JmxPort {
  private static final String JNDI = "/jndi/";

  private JmxPort() {}

  /** By name, since the class need not be there. */
  static boolean isOne(LifeCycle bean) {
    return bean.getClass().getName().equals("org.eclipse.jetty.jmx.ConnectorServer");
  }

  /**
   * Sees the connections to the end, after the bean was stopped.
   *
   * @throws IOException if connections are left at the deadline
   */
  static void awaitEndOfConnections(LifeCycle bean, Deadline deadline)
      throws IOException, InterruptedException {
    Set<Integer> ports = ports(((ConnectorServer) bean).getAddress());
    if (connections(ports) > 0) {
      System.gc();
    }
    try {
      if (!deadline.await(() -> connections(ports) == 0)) {
        throw new IOException(
            "remote JMX is stopped, but %d connections to its ports %s are open after %d ms; start with"
                    .formatted(connections(ports), ports, deadline.elapsed().toMillis())
                + " -Dsun.rmi.transport.tcp.readTimeout=1000 so that RMI ends idle connections after a"
                + " second, or end the JMX clients; and leave out -XX:+DisableExplicitGC");
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static Set<Integer> ports(JMXServiceURL address) {
    Set<Integer> ports = new HashSet<>(Set.of(address.getPort()));
    if (address.getURLPath().startsWith(JNDI)) {
      ports.add(URI.create(address.getURLPath().substring(JNDI.length())).getPort());
    }
    return ports;
  }

  private static int connections(Set<Integer> ports) {
    try {
      int connections = 0;
      for (int port : ports) {
        connections += new TcpAddress(new InetSocketAddress(port)).ownAccepted().size();
      }
      return connections;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
