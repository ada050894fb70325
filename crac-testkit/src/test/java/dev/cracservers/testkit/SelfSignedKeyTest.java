// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SelfSignedKeyTest {
  @TempDir Path folder;

  @Test
  void aKeyHasACertificateOfItsName() throws Exception {
    SelfSignedKey key = SelfSignedKey.create(folder.resolve("keys.p12"), "first");

    assertThat(folder).isDirectoryNotContaining(each -> !each.equals(key.store()));
    assertThat(key.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=first");
    assertThat(((RSAPublicKey) key.certificate().getPublicKey()).getModulus())
        .isEqualTo(key.privateKey().getModulus());
  }
}
