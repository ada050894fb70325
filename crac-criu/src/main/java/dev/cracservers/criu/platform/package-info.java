/**
 * The JDK, the process and the kernel that the engine runs on, and the system properties it reads.
 * It needs no other package of the engine.
 *
 * <p>{@link dev.cracservers.criu.platform.JdkInternals} is the one way into packages of the JDK
 * that are not exported.
 */
@NullMarked
package dev.cracservers.criu.platform;

import org.jspecify.annotations.NullMarked;
