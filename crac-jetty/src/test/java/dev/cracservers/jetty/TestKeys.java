// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.testkit.SelfSignedKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/** What Jetty takes of a key, and connections to it. */
final class TestKeys {
  private static @Nullable Path shared;

  private TestKeys() {}

  /** Returns a started factory's configuration with a key that all tests of this JVM share. */
  static synchronized SslContextFactory.Server factory() throws IOException {
    Path file = shared;
    if (file == null) {
      Path folder = Files.createTempDirectory("keys");
      file = folder.resolve("shared.p12");
      try {
        SelfSignedKey.create(file, "shared");
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts a test", e);
      }
      folder.toFile().deleteOnExit();
      file.toFile().deleteOnExit();
      shared = file;
    }
    return factory(file);
  }

  static SslContextFactory.Server factory(Path keyStore) {
    SslContextFactory.Server factory = new SslContextFactory.Server();
    factory.setKeyStorePath(keyStore.toString());
    factory.setKeyStorePassword(SelfSignedKey.PASSWORD);
    return factory;
  }

  /** Connects, and shakes hands only if protocols are to be negotiated. */
  static SSLSocket connect(SSLContext context, int port, String... protocols) throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    return negotiated(socket, protocols);
  }

  /** Puts TLS on a connected socket. */
  static SSLSocket over(Socket connected) throws IOException {
    return (SSLSocket)
        SelfSignedKey.trustingAll()
            .getSocketFactory()
            .createSocket(connected, "localhost", connected.getPort(), true);
  }

  private static SSLSocket negotiated(SSLSocket socket, String... protocols) throws IOException {
    if (protocols.length > 0) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(protocols);
      socket.setSSLParameters(parameters);
      socket.startHandshake();
    }
    return socket;
  }
}
