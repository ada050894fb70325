// SPDX-License-Identifier: Apache-2.0
/**
 * An engine under org.crac that takes no image, named by {@code
 * -Dorg.crac.Core.Compat=dev.cracservers.testkit.simulated}:
 *
 * <ul>
 *   <li>{@link dev.cracservers.testkit.simulated.Core} is where org.crac comes in;
 *   <li>{@link dev.cracservers.testkit.simulated.Context} holds the {@link
 *       dev.cracservers.testkit.simulated.Resource}s and notifies them as a CRaC JDK does;
 *   <li>{@link dev.cracservers.testkit.simulated.Image} stands where the image would be taken;
 *   <li>{@link dev.cracservers.testkit.simulated.CheckpointException} and {@link
 *       dev.cracservers.testkit.simulated.RestoreException} carry failures as suppressed ones.
 * </ul>
 *
 * <p>The names are those org.crac looks up; tests use {@code SimulatedCheckpoint} instead.
 */
@NullMarked
package dev.cracservers.testkit.simulated;

import org.jspecify.annotations.NullMarked;
