// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.platform;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Optional;

/**
 * The {@link ProcessHandle} of this process. It is alive while its process id belongs to a process
 * that started when the JVM started; a restored process has started later.
 */
public final class OwnHandle {
  static final String HANDLE = "java.lang.ProcessHandleImpl";

  private OwnHandle() {}

  /** Gives it the current start time, if this engine can reach it. */
  public static void refresh() throws IOException {
    Optional<Field> time = JdkInternals.field(HANDLE, "startTime");
    Optional<Method> current = JdkInternals.method(HANDLE, "isAlive0", long.class);
    if (time.isEmpty() || current.isEmpty()) {
      return;
    }
    ProcessHandle handle = ProcessHandle.current();
    try {
      time.get().setLong(handle, (long) current.get().invoke(null, handle.pid()));
    } catch (ReflectiveOperationException e) {
      throw new IOException("the handle of this process cannot be given its start time", e);
    }
  }
}
