// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.descriptor;

import dev.cracservers.criu.platform.JdkInternals;
import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;

/**
 * Closes a descriptor that somebody else holds. Its number must stay taken until its holder closes
 * it too: he would close a stranger's otherwise. So it becomes one end of a socket whose other end
 * is closed, which is what the JDK itself does with a socket that is closed while others use it.
 */
final class ClosedDescriptor {
  /** Where it is, in the order of JDK 17, and 21 and later. */
  private static final List<String> PLACES =
      List.of("sun.nio.ch.FileDispatcherImpl", "sun.nio.ch.UnixDispatcher");

  /** {@code Net.SHUT_RDWR}. */
  private static final int READ_AND_WRITE = 2;

  private ClosedDescriptor() {}

  /**
   * Shuts a socket down: a selector finds it ready, its holder reads the end of it, and a peer sees
   * that, too. The descriptor stays open.
   */
  static void shutDown(Descriptor descriptor) throws IOException {
    Method shutdown =
        JdkInternals.method("sun.nio.ch.Net", "shutdown", FileDescriptor.class, int.class)
            .orElseThrow(() -> unable(descriptor));
    Method newDescriptor =
        method("sun.nio.ch.IOUtil", "newFD", int.class).orElseThrow(() -> unable(descriptor));
    try {
      shutdown.invoke(null, newDescriptor.invoke(null, descriptor.number()), READ_AND_WRITE);
    } catch (InvocationTargetException notConnected) {
      // The kernel wakes those who wait for it all the same.
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whoever reads it finds its end from now on, whoever writes gets an IOException. */
  static void replace(Descriptor descriptor) throws IOException {
    Method newDescriptor =
        method("sun.nio.ch.IOUtil", "newFD", int.class).orElseThrow(() -> unable(descriptor));
    Method close =
        PLACES.stream()
            .flatMap(place -> method(place, "preClose0", FileDescriptor.class).stream())
            .findFirst()
            .orElseThrow(() -> unable(descriptor));
    try {
      close.invoke(null, newDescriptor.invoke(null, descriptor.number()));
    } catch (InvocationTargetException e) {
      throw new IOException(
          "descriptor " + descriptor.number() + ", " + descriptor + ", cannot be closed",
          e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Optional<Method> method(String className, String name, Class<?> parameter) {
    return JdkInternals.method(className, name, parameter);
  }

  private static IOException unable(Descriptor descriptor) {
    return new IOException(
        "descriptor "
            + descriptor.number()
            + " cannot be closed for its holder, as a rule asks: the engine is no agent of this"
            + " JVM. Remedy: start it with `crac run`.");
  }
}
