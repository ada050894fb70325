// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.descriptor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DescriptorRulesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "anon_inode:[eventpoll]",
        "anon_inode:[eventfd]",
        "anon_inode:[timerfd]",
        "anon_inode:[signalfd]",
        "anon_inode:[pidfd]",
        "/memfd:java_heap (deleted)",
        "pipe:[4711]",
        "socket:[4711]"
      })
  void criuRestores(String target) throws IOException {
    assertThat(DescriptorRules.refuse(of(target, 0))).isEmpty();
  }

  @Test
  void ioUringIsRefused() throws IOException {
    assertThat(DescriptorRules.refuse(of("anon_inode:[io_uring]", 0)).orElse("")).contains("rings");
  }

  @ParameterizedTest
  @ValueSource(strings = {"anon_inode:inotify", "anon_inode:[fanotify]", "anon_inode:[perf_event]"})
  void theseAreRefused(String target) throws IOException {
    assertThat(DescriptorRules.refuse(of(target, 0))).isPresent();
  }

  @Test
  void whatTheJdkItselfHoldsIsNot() throws IOException {
    assertThat(DescriptorRules.refuse(of("/dev/random", Descriptor.CHARACTER_DEVICE))).isEmpty();
    assertThat(DescriptorRules.refuse(of("/app/server.jar", Descriptor.REGULAR))).isEmpty();
    assertThat(DescriptorRules.refuse(of("/dev/kmsg", Descriptor.CHARACTER_DEVICE))).isPresent();
  }

  private static Descriptor of(String target, int type) {
    return new Descriptor(7, target, type, List.of("flags:\t0100000"), null);
  }
}
