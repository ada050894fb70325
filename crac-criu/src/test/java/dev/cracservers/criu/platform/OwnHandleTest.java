// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.junit.jupiter.api.Test;

/** What the engine relies on in the JDK that runs this test. */
final class OwnHandleTest {
  @Test
  void theHandleOfThisProcessRemembersWhenItStarted() throws Exception {
    Class<?> handle = Class.forName(OwnHandle.HANDLE);
    assertThat(ProcessHandle.current()).isSameAs(ProcessHandle.current()).isInstanceOf(handle);
    assertThat(handle.getDeclaredField("startTime").getType()).isEqualTo(long.class);
    assertThat(Modifier.isStatic(handle.getDeclaredField("startTime").getModifiers())).isFalse();
    Method start = handle.getDeclaredMethod("isAlive0", long.class);
    assertThat(start.getReturnType()).isEqualTo(long.class);
    assertThat(Modifier.isStatic(start.getModifiers())).isTrue();
  }
}
