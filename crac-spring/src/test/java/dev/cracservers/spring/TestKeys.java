// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;

/** Keys and certificates in PEM files, made by keytool. */
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
}
