// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.testkit.SelfSignedKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** Keys and certificates in PEM files, made anew. */
final class TestKeys {
  private TestKeys() {}

  /** Writes {@code key.pem} and {@code certificate.pem}, in place of what was there. */
  static void write(Path folder, String name) throws Exception {
    SelfSignedKey key = SelfSignedKey.create(folder.resolve(name + ".p12"), name);
    pem(folder, "PRIVATE KEY", "key", key.privateKey().getEncoded());
    pem(folder, "CERTIFICATE", "certificate", key.certificate().getEncoded());
  }

  private static void pem(Path folder, String kind, String file, byte[] bytes) throws IOException {
    String text = Base64.getMimeEncoder().encodeToString(bytes);
    Files.writeString(
        folder.resolve(file + ".pem"),
        "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, text, kind));
  }
}
