// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

/**
 * The phases of a checkpoint, in the order they run. Each is a barrier: all resources finish one
 * before any begins the next.
 *
 * <p>DRAIN and CLOSE come before the image; RESTORE, REOPEN and REBIND after it. The flow is
 * described in {@code docs/flow.md}.
 */
public enum Phase {
  /** Connectors, listeners, consumers and schedulers take no new load and finish what they have. */
  DRAIN,

  /** Pools, clients, files and key material let go of descriptors and secrets. */
  CLOSE,

  /** The settings of the restore become known; clocks, randomness and identity are made fresh. */
  RESTORE,

  /** Pools, clients, files and key material become usable again, and prove it. */
  REOPEN,

  /** Connectors listen again. */
  REBIND;

  /** Returns whether this phase runs before the image is taken. */
  public boolean isBeforeImage() {
    return this == DRAIN || this == CLOSE;
  }
}
