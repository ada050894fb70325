// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * The RSA key of a server on this machine with a certificate of its own, in a PKCS12 store; and
 * what a client needs to see it. Immutable, but for the file.
 *
 * @param store the file
 */
public record SelfSignedKey(Path store) {
  /** The password of every such store and key: long enough to be looked for in an image. */
  public static final String PASSWORD = "canary-password-5c1d07";

  /**
   * Makes a new key by the JDK's keytool.
   *
   * @param store the file, whose place the new one takes at once if it is there
   * @param name the common name in the certificate, and the alias
   * @throws IOException if keytool cannot be run, or fails, with what it said
   */
  public static SelfSignedKey create(Path store, String name)
      throws IOException, InterruptedException {
    Path made = store.resolveSibling(store.getFileName() + ".made");
    Files.deleteIfExists(made);
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
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
                "san=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                made.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool made no key: " + said);
    }
    Files.move(made, store, StandardCopyOption.REPLACE_EXISTING);
    return new SelfSignedKey(store);
  }

  /** Reads the store. */
  public KeyStore keyStore() throws IOException, GeneralSecurityException {
    return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
  }

  /** Reads the private key, to be looked for in an image. */
  public RSAPrivateCrtKey privateKey() throws IOException, GeneralSecurityException {
    KeyStore keys = keyStore();
    return (RSAPrivateCrtKey) keys.getKey(keys.aliases().nextElement(), PASSWORD.toCharArray());
  }

  /** Reads the certificate, to be trusted by a client. */
  public X509Certificate certificate() throws IOException, GeneralSecurityException {
    KeyStore keys = keyStore();
    return (X509Certificate) keys.getCertificate(keys.aliases().nextElement());
  }

  /** Returns what connects to any server, whatever certificate it shows, and resumes sessions. */
  public static SSLContext trustingAll() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TrustAll()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }

  /** Returns the name in the certificate that the server showed, such as {@code CN=name}. */
  public static String nameShownIn(SSLSession session) throws SSLPeerUnverifiedException {
    X509Certificate shown = (X509Certificate) session.getPeerCertificates()[0];
    return shown.getSubjectX500Principal().getName();
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
