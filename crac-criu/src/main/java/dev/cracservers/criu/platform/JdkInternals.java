// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.platform;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * State of the JDK that belongs to one process and that no API reaches. The agent opens the
 * packages of it to this engine alone, so the command line needs no {@code --add-opens}. A JDK that
 * keeps its state elsewhere shows in the tests of this class for that version.
 */
public final class JdkInternals {
  private static final Set<String> PACKAGES =
      Set.of(
          "java.io",
          "java.lang",
          "java.util",
          "java.util.concurrent",
          "jdk.internal.misc",
          "sun.net",
          "sun.net.www.http",
          "sun.nio.ch",
          "sun.security.rsa");

  private JdkInternals() {}

  public static void open(Instrumentation instrumentation) {
    Set<Module> us = Set.of(JdkInternals.class.getModule());
    instrumentation.redefineModule(
        Object.class.getModule(),
        Set.of(),
        Map.of(),
        PACKAGES.stream().collect(Collectors.toMap(name -> name, name -> us)),
        Set.of(),
        Map.of());
  }

  /** Returns a static field; empty if there is none, it is null, or nobody opened its package. */
  public static <T> Optional<T> get(String className, String name, Class<T> type) {
    return field(className, name).map(field -> read(field, null)).map(type::cast);
  }

  /** Returns a field of an object; empty as above. */
  public static <T> Optional<T> get(Object owner, String className, String name, Class<T> type) {
    return field(className, name).map(field -> read(field, owner)).map(type::cast);
  }

  /** Returns a field that can be read and written; empty if there is none or it is closed. */
  public static Optional<Field> field(String className, String name) {
    try {
      Field field = Class.forName(className, true, null).getDeclaredField(name);
      return field.trySetAccessible() ? Optional.of(field) : Optional.empty();
    } catch (ReflectiveOperationException notInThisJdk) {
      return Optional.empty();
    }
  }

  /** Returns a method that can be called; empty if there is none or it is closed. */
  public static Optional<Method> method(String className, String name, Class<?>... parameters) {
    try {
      Method method = Class.forName(className, true, null).getDeclaredMethod(name, parameters);
      return method.trySetAccessible() ? Optional.of(method) : Optional.empty();
    } catch (ReflectiveOperationException notInThisJdk) {
      return Optional.empty();
    }
  }

  private static @Nullable Object read(Field field, @Nullable Object owner) {
    try {
      return field.get(owner);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(field + " was made accessible", e);
    }
  }
}
