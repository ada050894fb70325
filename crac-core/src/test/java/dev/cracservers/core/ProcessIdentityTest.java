// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ProcessIdentityTest {
  @AfterEach
  void clear() {
    System.clearProperty(RestoreSettings.FOLDER_PROPERTY);
  }

  @Test
  void aProcessStaysItself() {
    assertThat(ProcessIdentity.current().isOtherThan(ProcessIdentity.current())).isFalse();
  }

  @Test
  void itKnowsWhenAndOnWhichBootItWasStarted() {
    assertThat(ProcessIdentity.current().startTicks()).matches("\\d+").isNotEqualTo("0");
    assertThat(ProcessIdentity.current().bootId()).hasSize(36);
  }

  @Test
  void anotherRestoreFolderMeansAnotherProcess() {
    ProcessIdentity before = ProcessIdentity.current();
    System.setProperty(RestoreSettings.FOLDER_PROPERTY, "another");

    assertThat(ProcessIdentity.current().isOtherThan(before)).isTrue();
  }

  @Test
  void idsAreFresh() {
    assertThat(KernelUuid.next()).isNotEqualTo(KernelUuid.next());
  }
}
