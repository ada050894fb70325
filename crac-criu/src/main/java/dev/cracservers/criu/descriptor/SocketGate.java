// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.descriptor;

import dev.cracservers.criu.platform.JdkHook;
import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Holds threads that are about to create a socket until an image is taken: a client whose
 * connection was closed for the image would connect again at once. All sockets of the JDK but those
 * that listen are created by {@code sun.nio.ch.Net.socket}, which is instrumented when a gate is
 * shut for the first time. Sockets of native libraries pass by.
 */
public final class SocketGate implements AutoCloseable {
  static final String PLACE = "sun.nio.ch.Net";
  static final String METHOD = "socket";
  static final String SIGNATURE = "(Ljava/net/ProtocolFamily;Z)Ljava/io/FileDescriptor;";

  private static final String HOOK = "sun/nio/ch/CracSockets";
  private static final String RUNNABLE = "java/lang/Runnable";
  private static final AtomicReference<@Nullable SocketGate> SHUT = new AtomicReference<>();
  private static volatile @Nullable Instrumentation instrumentation;
  private static boolean installed;

  private final CountDownLatch opened = new CountDownLatch(1);
  private final Thread owner = Thread.currentThread();

  private SocketGate() {}

  /** Keeps what the agent was given. */
  public static void prepare(Instrumentation given) {
    instrumentation = given;
  }

  /** Shuts a gate for all threads but this one, until it is closed. */
  static SocketGate shut() throws IOException {
    install();
    SocketGate gate = new SocketGate();
    SHUT.set(gate);
    return gate;
  }

  /** Lets the threads go on. */
  @Override
  public void close() {
    SHUT.compareAndSet(this, null);
    opened.countDown();
  }

  private static void pass() {
    SocketGate gate = SHUT.get();
    if (gate != null && gate.owner != Thread.currentThread()) {
      gate.await();
    }
  }

  private void await() {
    boolean interrupted = false;
    while (true) {
      try {
        opened.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static synchronized void install() throws IOException {
    Instrumentation given = instrumentation;
    if (installed || given == null) {
      return;
    }
    try {
      Class<?> place = Class.forName(PLACE, true, null);
      Runnable pass = SocketGate::pass;
      // Loads what it needs now: later it runs within the creation of a socket.
      pass.run();
      JdkHook.define(place, HOOK, RUNNABLE, pass);
      given.addTransformer(new Gating(), true);
      given.retransformClasses(place);
      installed = true;
    } catch (ReflectiveOperationException | UnmodifiableClassException | LinkageError e) {
      throw new IOException("this JDK does not let new connections be held: " + e, e);
    }
  }

  private static final class Gating implements ClassFileTransformer {
    @Override
    public byte @Nullable [] transform(
        @Nullable ClassLoader loader,
        String name,
        @Nullable Class<?> type,
        @Nullable ProtectionDomain domain,
        byte[] bytes) {
      if (!PLACE.replace('.', '/').equals(name)) {
        return null;
      }
      ClassReader reader = new ClassReader(bytes);
      ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
      reader.accept(new Methods(writer), 0);
      return writer.toByteArray();
    }
  }

  private static final class Methods extends ClassVisitor {
    Methods(ClassVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String signature,
        @Nullable String generic,
        String @Nullable [] thrown) {
      MethodVisitor next = super.visitMethod(access, name, signature, generic, thrown);
      return name.equals(METHOD) && signature.equals(SIGNATURE) ? new Passing(next) : next;
    }
  }

  /** Puts the call at the beginning. */
  private static final class Passing extends MethodVisitor {
    Passing(MethodVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public void visitCode() {
      super.visitCode();
      super.visitFieldInsn(Opcodes.GETSTATIC, HOOK, JdkHook.FIELD, "L" + RUNNABLE + ";");
      super.visitMethodInsn(Opcodes.INVOKEINTERFACE, RUNNABLE, "run", "()V", true);
    }
  }
}
