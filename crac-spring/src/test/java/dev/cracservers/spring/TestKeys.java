// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Keys and certificates in PEM files, made by keytool, and clients that trust any of them. */
final class TestKeys {
  private static final String PASSWORD = "password";

  private TestKeys() {}

  /** Writes {@code key.pem} and {@code certificate.pem}, in place of what was there. */
  static void write(Path folder, String name) throws Exception {
    Path made = folder.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/keytool",
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                // Jetty looks whether the certificate is for the host that is asked.
                "-ext",
                "san=ip:127.0.0.1",
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
    KeyStore store = KeyStore.getInstance(made.toFile(), PASSWORD.toCharArray());
    pem(folder, "PRIVATE KEY", "key", store.getKey(name, PASSWORD.toCharArray()).getEncoded());
    pem(folder, "CERTIFICATE", "certificate", store.getCertificate(name).getEncoded());
  }

  private static void pem(Path folder, String kind, String file, byte[] bytes) throws IOException {
    String text = Base64.getMimeEncoder().encodeToString(bytes);
    Files.writeString(
        folder.resolve(file + ".pem"),
        "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, text, kind));
  }

  /** Returns the name in the certificate that the server showed when the session began. */
  static String shownIn(SSLSession session) throws IOException {
    return ((X509Certificate) session.getPeerCertificates()[0]).getSubjectX500Principal().getName();
  }

  static SSLContext trustingAll() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustAll()}, null);
    return context;
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
