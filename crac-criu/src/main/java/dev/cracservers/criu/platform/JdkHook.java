// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.platform;

import java.lang.invoke.MethodHandles;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * Defines a class in a package of the JDK with one static field, {@value #FIELD}, through which
 * instrumented code of that package calls the engine. The JDK cannot see the engine's own classes.
 */
public final class JdkHook {
  public static final String FIELD = "hook";

  private JdkHook() {}

  /**
   * Defines it and sets its field.
   *
   * @param neighbour a class of the package, which has to be open to the engine
   * @param name the internal name of the new class
   * @param type the internal name of the type of its field
   */
  public static void define(Class<?> neighbour, String name, String type, Object hook)
      throws ReflectiveOperationException {
    ClassWriter writer = new ClassWriter(0);
    writer.visit(
        Opcodes.V17, Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL, name, null, "java/lang/Object", null);
    writer
        .visitField(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, FIELD, "L" + type + ";", null, null)
        .visitEnd();
    writer.visitEnd();
    MethodHandles.privateLookupIn(neighbour, MethodHandles.lookup())
        .defineClass(writer.toByteArray())
        .getField(FIELD)
        .set(null, hook);
  }
}
