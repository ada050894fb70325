/**
 * Real checkpoints in tests, taken and restored by the {@code crac} command:
 *
 * <ul>
 *   <li>{@link dev.cracservers.testkit.real.RealCheckpoint} marks a test that needs one;
 *   <li>{@link dev.cracservers.testkit.real.LaunchedServer} is a server started by {@code crac
 *       run}, checkpointed and restored;
 *   <li>{@link dev.cracservers.testkit.real.JavaHomes} finds the Java versions to try it on;
 *   <li>{@link dev.cracservers.testkit.real.ImageSecrets} looks for a secret in an image;
 *   <li>{@link dev.cracservers.testkit.real.CracCommand} runs any other {@code crac} command.
 * </ul>
 */
@NullMarked
package dev.cracservers.testkit.real;

import org.jspecify.annotations.NullMarked;
