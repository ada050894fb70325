// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.descriptor;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** What the engine relies on in the JDK that runs this test. */
final class KeptAliveConnectionsTest {
  @Test
  void theClientHasOneCacheAndClosesItsSocket() throws Exception {
    Class<?> client = internal(KeptAliveConnections.CLIENT);
    assertThat(client.getDeclaredField("kac").getType())
        .isEqualTo(internal(KeptAliveConnections.CACHE))
        .isAssignableTo(Map.class);
    Method close = client.getDeclaredMethod("closeServer");
    assertThat(close.getReturnType()).isEqualTo(void.class);
    assertThat(internal("sun.net.www.protocol.https.HttpsClient")).isAssignableTo(client);
  }

  @Test
  void theCacheHasOneLockAndQueuesOfEntries() throws Exception {
    Class<?> cache = internal(KeptAliveConnections.CACHE);
    assertThat(cache.getDeclaredField("cacheLock").getType()).isEqualTo(ReentrantLock.class);
    String queue = cache.getGenericSuperclass().getTypeName().replaceAll(".*, |>", "");
    assertThat(internal(queue)).isAssignableTo(ArrayDeque.class);
    assertThat(internal(queue).getGenericSuperclass().getTypeName())
        .contains(KeptAliveConnections.ENTRY);
    assertThat(internal(KeptAliveConnections.ENTRY).getDeclaredField("hc").getType())
        .isEqualTo(internal(KeptAliveConnections.CLIENT));
  }

  @Test
  void whetherAClassIsInitializedCanBeAsked() throws Exception {
    Class<?> unsafe = internal(KeptAliveConnections.UNSAFE);
    assertThat(unsafe.getDeclaredMethod("getUnsafe").getReturnType()).isEqualTo(unsafe);
    assertThat(unsafe.getDeclaredMethod("shouldBeInitialized", Class.class).getReturnType())
        .isEqualTo(boolean.class);
  }

  private static Class<?> internal(String name) throws ClassNotFoundException {
    return Class.forName(name, false, null);
  }
}
