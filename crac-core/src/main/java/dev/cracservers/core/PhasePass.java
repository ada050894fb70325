// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

/**
 * One pass through a phase of a cycle.
 *
 * @param phase the phase
 * @param undo whether it takes the original process back to serving, after a failure or because it
 *     was left running; false on the way to the image, and in a restored process
 */
public record PhasePass(Phase phase, boolean undo) {

  static PhasePass towardsImage(Phase phase) {
    return new PhasePass(phase, false);
  }

  /** Returns the phase, with {@code (undo)} behind it where it is one. */
  @Override
  public String toString() {
    return undo ? phase + " (undo)" : phase.name();
  }
}
