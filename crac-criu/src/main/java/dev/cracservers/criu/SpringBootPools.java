// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Lets an application of Spring Boot with several data sources start. Where there is org.crac,
 * which the engine brings, Spring Boot has a bean that closes the HikariCP pool of the one data
 * source, and the start fails where there are two without a primary one. That bean is left out
 * then, and the check of the descriptors names the pools that stay open.
 *
 * <p>Relies on {@code DataSourceCheckpointRestoreConfiguration.Hikari} of Spring Boot 4.0 and 4.1:
 * its method takes the data source as its first parameter. In another form it is left as it is.
 */
final class SpringBootPools implements ClassFileTransformer {
  static final String CONFIGURATION =
      "org/springframework/boot/jdbc/autoconfigure/DataSourceCheckpointRestoreConfiguration$Hikari";

  private static final String LIFECYCLE =
      "org/springframework/boot/jdbc/HikariCheckpointRestoreLifecycle";
  private static final String PROVIDER = "org/springframework/beans/factory/ObjectProvider";
  private static final String SOURCE = "javax/sql/DataSource";
  private static final String CONTEXT =
      "org/springframework/context/ConfigurableApplicationContext";
  private static final String METHOD = "hikariCheckpointRestoreLifecycle";
  private static final String OF_ONE = "(L" + SOURCE + ";L" + CONTEXT + ";)L" + LIFECYCLE + ";";
  private static final String OF_ANY = "(L" + PROVIDER + ";L" + CONTEXT + ";)L" + LIFECYCLE + ";";
  private static final String OF_ANY_GENERIC =
      "(L" + PROVIDER + "<L" + SOURCE + ";>;L" + CONTEXT + ";)L" + LIFECYCLE + ";";

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> type,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    if (!CONFIGURATION.equals(name)) {
      return null;
    }
    ClassReader reader = new ClassReader(bytes);
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    reader.accept(new Optional(writer), ClassReader.SKIP_DEBUG);
    return writer.toByteArray();
  }

  /** Makes the data source of the method one that there may be. */
  private static final class Optional extends ClassVisitor {
    Optional(ClassVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String signature,
        @Nullable String generic,
        String @Nullable [] thrown) {
      return name.equals(METHOD) && signature.equals(OF_ONE)
          ? new Body(super.visitMethod(access, name, OF_ANY, OF_ANY_GENERIC, thrown))
          : super.visitMethod(access, name, signature, generic, thrown);
    }
  }

  /** Keeps the annotations, and has code of its own: no bean if there is no single data source. */
  private static final class Body extends MethodVisitor {
    private final MethodVisitor next;

    Body(MethodVisitor next) {
      super(Opcodes.ASM9, next);
      this.next = next;
    }

    @Override
    public void visitCode() {
      next.visitCode();
      next.visitVarInsn(Opcodes.ALOAD, 1);
      next.visitMethodInsn(
          Opcodes.INVOKEINTERFACE, PROVIDER, "getIfUnique", "()Ljava/lang/Object;", true);
      next.visitTypeInsn(Opcodes.CHECKCAST, SOURCE);
      next.visitVarInsn(Opcodes.ASTORE, 3);
      next.visitVarInsn(Opcodes.ALOAD, 3);
      Label unique = new Label();
      next.visitJumpInsn(Opcodes.IFNONNULL, unique);
      next.visitInsn(Opcodes.ACONST_NULL);
      next.visitInsn(Opcodes.ARETURN);
      next.visitLabel(unique);
      next.visitFrame(Opcodes.F_APPEND, 1, new Object[] {SOURCE}, 0, null);
      next.visitTypeInsn(Opcodes.NEW, LIFECYCLE);
      next.visitInsn(Opcodes.DUP);
      next.visitVarInsn(Opcodes.ALOAD, 3);
      next.visitVarInsn(Opcodes.ALOAD, 2);
      next.visitMethodInsn(
          Opcodes.INVOKESPECIAL,
          LIFECYCLE,
          "<init>",
          "(L" + SOURCE + ";L" + CONTEXT + ";)V",
          false);
      next.visitInsn(Opcodes.ARETURN);
      next.visitMaxs(0, 0);
      next.visitEnd();
      // What follows is the former code.
      mv = null;
    }
  }
}
