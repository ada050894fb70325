// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.testkit.ClientConnection;
import dev.cracservers.testkit.Http2Connection;
import dev.cracservers.testkit.HttpConnection;
import dev.cracservers.testkit.SelfSignedKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;

/** What is spoken between client and server, and over what. */
enum Wire {
  HTTP,
  HTTPS,
  /** HTTP/2 in plain text. */
  H2C,
  /** HTTP/2 over TLS. */
  H2,
  UNIX;

  /** Makes a connector that is not started; on an ephemeral port, or a path that is not there. */
  AbstractConnector connector(Server server, int acceptors) throws IOException {
    HttpConfiguration configuration = new HttpConfiguration();
    HttpConnectionFactory http1 = new HttpConnectionFactory(configuration);
    return switch (this) {
      case HTTP -> tcp(server, acceptors, http1);
      case HTTPS ->
          tcp(server, acceptors, new SslConnectionFactory(TestKeys.factory(), "http/1.1"), http1);
      case H2C -> tcp(server, acceptors, http1, new HTTP2CServerConnectionFactory(configuration));
      case H2 ->
          tcp(
              server,
              acceptors,
              new SslConnectionFactory(TestKeys.factory(), "alpn"),
              new ALPNServerConnectionFactory(),
              new HTTP2ServerConnectionFactory(configuration),
              http1);
      case UNIX -> {
        UnixDomainServerConnector unix = new UnixDomainServerConnector(server, acceptors, 2, http1);
        Path path = Files.createTempFile("jetty", ".sock");
        Files.delete(path);
        unix.setUnixDomainPath(path);
        yield unix;
      }
    };
  }

  Socket connect(AbstractConnector connector, int port) throws IOException {
    return switch (this) {
      case HTTPS -> TestKeys.connect(SelfSignedKey.trustingAll(), port);
      case H2 -> TestKeys.connect(SelfSignedKey.trustingAll(), port, "h2");
      case UNIX -> UnixSocket.connect(((UnixDomainServerConnector) connector).getUnixDomainPath());
      default -> new Socket(InetAddress.getLoopbackAddress(), port);
    };
  }

  ClientConnection over(Socket connected) throws IOException {
    return switch (this) {
      case H2, H2C -> Http2Connection.over(connected);
      default -> HttpConnection.over(connected);
    };
  }

  private static ServerConnector tcp(Server server, int acceptors, ConnectionFactory... factories) {
    return new ServerConnector(server, acceptors, 2, factories);
  }
}
