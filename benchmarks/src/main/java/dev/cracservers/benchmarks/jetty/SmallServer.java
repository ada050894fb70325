// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.benchmarks.jetty;

import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/** A server that does little more than Jetty itself. */
final class SmallServer {
  private SmallServer() {}

  static Server start() throws Exception {
    Server server = new Server();
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendDateHeader(false);
    server.addConnector(
        new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration)));
    server.setHandler(new Empty());
    server.start();
    return server;
  }

  private static final class Empty extends Handler.Abstract.NonBlocking {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      response.write(true, StandardCharsets.US_ASCII.encode("ok"), callback);
      return true;
    }
  }
}
