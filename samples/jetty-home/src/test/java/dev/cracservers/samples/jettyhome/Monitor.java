// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.jettyhome;

import java.io.IOException;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** A client of remote JMX that connects and stays. */
final class Monitor implements AutoCloseable {
  private final JMXConnector connection;

  /** What it may deserialize comes from a server of this test. */
  @SuppressWarnings("BanJNDI")
  Monitor(int port) throws IOException {
    String url = "service:jmx:rmi:///jndi/rmi://localhost:" + port + "/jmxrmi";
    connection = JMXConnectorFactory.connect(new JMXServiceURL(url));
  }

  int beans() throws IOException {
    return connection.getMBeanServerConnection().getMBeanCount();
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (IOException cutMeanwhile) {
      // There is nothing left to say good-bye to.
    }
  }
}
