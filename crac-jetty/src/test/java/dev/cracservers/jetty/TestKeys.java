// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/** Key stores made by keytool, and clients that trust whatever certificate they are shown. */
final class TestKeys {
  static final String PASSWORD = "canary-password-5c1d07";

  private static @Nullable Path shared;

  private TestKeys() {}

  /** Makes a key store of one RSA key, in place of what the file was before. */
  static Path create(Path file, String name) {
    try {
      Path made = file.resolveSibling(file.getFileName() + ".made");
      Files.deleteIfExists(made);
      Process keytool =
          new ProcessBuilder(
                  System.getProperty("java.home") + "/bin/keytool",
                  "-genkeypair",
                  "-keyalg",
                  "RSA",
                  "-keysize",
                  "2048",
                  "-alias",
                  name,
                  "-dname",
                  "CN=" + name,
                  "-ext",
                  "san=dns:localhost",
                  "-storetype",
                  "PKCS12",
                  "-storepass",
                  PASSWORD,
                  "-keystore",
                  made.toString())
              .redirectErrorStream(true)
              .start();
      String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
      if (keytool.waitFor() != 0) {
        throw new IllegalStateException(said);
      }
      return Files.move(made, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads the only key of a store. */
  static RSAPrivateCrtKey privateKey(Path store) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    return (RSAPrivateCrtKey) keys.getKey(keys.aliases().nextElement(), PASSWORD.toCharArray());
  }

  /** Returns a started factory's configuration with a key that all tests of this JVM share. */
  static synchronized SslContextFactory.Server factory() throws IOException {
    Path file = shared;
    if (file == null) {
      Path folder = Files.createTempDirectory("keys");
      file = create(folder.resolve("shared.p12"), "shared");
      folder.toFile().deleteOnExit();
      file.toFile().deleteOnExit();
      shared = file;
    }
    return factory(file);
  }

  static SslContextFactory.Server factory(Path keyStore) {
    SslContextFactory.Server factory = new SslContextFactory.Server();
    factory.setKeyStorePath(keyStore.toString());
    factory.setKeyStorePassword(PASSWORD);
    return factory;
  }

  /** Returns the name in the certificate the server shows. */
  static String nameOf(SSLSocket connected) throws IOException {
    X509Certificate shown = (X509Certificate) connected.getSession().getPeerCertificates()[0];
    return shown.getSubjectX500Principal().getName();
  }

  /** Returns what makes connections, and resumes sessions among them. */
  static SSLContext trustingAll() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TrustAll()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
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
        trustingAll()
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

  private static final class TrustAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
