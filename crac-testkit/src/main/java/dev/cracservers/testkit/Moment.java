// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

/** The moments of a cycle at which a {@link Rehearsal} acts, in order. */
public enum Moment {
  /** The resource's {@code drain} has returned; its stage may not be complete. */
  DRAIN_RETURNED,
  /** All have drained, or their time is up and the checkpoint is forced. */
  BEFORE_CLOSE,
  /** The resource's {@code close} has returned. */
  CLOSE_RETURNED,
  /** The image is being taken. */
  FROZEN,
  /** The resource is about to be reopened. */
  BEFORE_REOPEN,
  /** The resource's {@code reopen} has returned, well or badly. */
  REOPEN_RETURNED,
  /** All are reopened, the resource is about to be rebound. */
  BEFORE_REBIND
}
