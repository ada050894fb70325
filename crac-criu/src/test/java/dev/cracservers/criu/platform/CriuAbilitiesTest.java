// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CriuAbilitiesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "4.1.1, 6.18.44-x, false",
    "4.2, 6.18.44-x, true",
    "4.2.1, 6.18.44-x, true",
    "5.0, 6.16.0, true",
    "4.1.1, 6.16.0, false",
    "4.1.1, 6.15.9, true",
    "3.17.1, 5.10.0, true",
    "4.1.1, 7.0, false",
  })
  void networkSockets(String version, String kernel, boolean can) throws IOException {
    Path criu = folder.resolve("criu");
    Files.writeString(criu, "#!/bin/sh\necho 'Version: " + version + "'\n");
    Files.setPosixFilePermissions(criu, PosixFilePermissions.fromString("rwx------"));
    CriuAbilities abilities = new CriuAbilities(criu.toString(), kernel);
    assertThat(abilities.cannotDumpInetSockets().isEmpty()).isEqualTo(can);
  }

  @Test
  void aVersionThatNobodyKnowsIsLeftToCriu() throws IOException {
    Path criu = folder.resolve("criu");
    Files.writeString(criu, "#!/bin/sh\necho unknown\n");
    Files.setPosixFilePermissions(criu, PosixFilePermissions.fromString("rwx------"));
    assertThat(new CriuAbilities(criu.toString(), "6.18").cannotDumpInetSockets()).isEmpty();
  }
}
