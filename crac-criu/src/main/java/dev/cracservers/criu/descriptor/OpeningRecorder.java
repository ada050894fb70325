// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.descriptor;

import dev.cracservers.criu.platform.JdkHook;
import java.io.FileDescriptor;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Lets the JDK tell {@link Openings} whenever it opens a descriptor. The places are few, since what
 * it opens ends in a {@code FileDescriptor}; the JDK knows the engine only as a {@code Consumer} in
 * a class that is defined for that.
 */
public final class OpeningRecorder implements ClassFileTransformer {
  private static final String HOOK = "java/io/CracOpenings";
  private static final String CONSUMER = "java/util/function/Consumer";
  private static final String DESCRIPTOR = "Ljava/io/FileDescriptor;";

  /**
   * A method at whose end something is open.
   *
   * @param owner its class
   * @param name its name
   * @param ending how its signature ends
   * @param load the instruction that loads what was opened from a variable; 0 if it is returned
   * @param variable the number of that variable
   */
  private record Place(String owner, String name, String ending, int load, int variable) {
    boolean is(String methodOwner, String methodName, String signature) {
      return owner.equals(methodOwner) && name.equals(methodName) && signature.endsWith(ending);
    }
  }

  /** Of JDK 17 to 25: streams and random access files, sockets, file channels, inotify. */
  private static final List<Place> PLACES =
      List.of(
          new Place("java/io/FileDescriptor", "registerCleanup", ")V", Opcodes.ALOAD, 0),
          new Place("sun/nio/ch/IOUtil", "newFD", ")" + DESCRIPTOR, 0, 0),
          new Place("sun/nio/fs/UnixChannelFactory", "open", ")" + DESCRIPTOR, 0, 0),
          new Place("sun/nio/fs/LinuxWatchService$Poller", "<init>", "I[I)V", Opcodes.ILOAD, 3));

  private OpeningRecorder() {}

  /** Begins to record, if that is switched on. What this JDK does not let it record is said. */
  public static void start(Instrumentation instrumentation) {
    if (!Boolean.getBoolean(Openings.PROPERTY)) {
      return;
    }
    try {
      defineHook();
    } catch (ReflectiveOperationException | LinkageError e) {
      System.err.println("crac: this JDK lets nobody record what is opened: " + e);
      return;
    }
    instrumentation.addTransformer(new OpeningRecorder(), true);
    for (Place place : PLACES) {
      String name = place.owner().replace('/', '.');
      try {
        instrumentation.retransformClasses(Class.forName(name, false, null));
      } catch (ClassNotFoundException | UnmodifiableClassException | LinkageError e) {
        System.err.println("crac: this JDK does not let " + name + " tell what it opens: " + e);
      }
    }
  }

  private static void defineHook() throws ReflectiveOperationException {
    Consumer<Object> recording = Openings::record;
    // Loads whatever it needs now: later it runs within the opening of a file.
    recording.accept(-1);
    JdkHook.define(FileDescriptor.class, HOOK, CONSUMER, recording);
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      String name,
      @Nullable Class<?> type,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    if (PLACES.stream().noneMatch(place -> place.owner().equals(name))) {
      return null;
    }
    ClassReader reader = new ClassReader(bytes);
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    reader.accept(new Hooking(writer, name), 0);
    return writer.toByteArray();
  }

  private static final class Hooking extends ClassVisitor {
    private final String owner;

    Hooking(ClassVisitor next, String owner) {
      super(Opcodes.ASM9, next);
      this.owner = owner;
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String signature,
        @Nullable String generic,
        String @Nullable [] thrown) {
      MethodVisitor next = super.visitMethod(access, name, signature, generic, thrown);
      Optional<Place> place =
          PLACES.stream().filter(each -> each.is(owner, name, signature)).findFirst();
      return place.isPresent() ? new Telling(next, place.get()) : next;
    }
  }

  /** Puts the call before each return. */
  private static final class Telling extends MethodVisitor {
    private final Place place;

    Telling(MethodVisitor next, Place place) {
      super(Opcodes.ASM9, next);
      this.place = place;
    }

    @Override
    public void visitInsn(int opcode) {
      if (opcode == Opcodes.ARETURN || opcode == Opcodes.RETURN) {
        tell();
      }
      super.visitInsn(opcode);
    }

    private void tell() {
      if (place.load() == 0) {
        super.visitInsn(Opcodes.DUP);
      } else {
        super.visitVarInsn(place.load(), place.variable());
      }
      if (place.load() == Opcodes.ILOAD) {
        super.visitMethodInsn(
            Opcodes.INVOKESTATIC, "java/lang/Integer", "valueOf", "(I)Ljava/lang/Integer;", false);
      }
      super.visitFieldInsn(Opcodes.GETSTATIC, HOOK, JdkHook.FIELD, "L" + CONSUMER + ";");
      super.visitInsn(Opcodes.SWAP);
      super.visitMethodInsn(
          Opcodes.INVOKEINTERFACE, CONSUMER, "accept", "(Ljava/lang/Object;)V", true);
    }
  }
}
