// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import org.crac.Core;
import org.crac.RestoreException;

/**
 * How org.crac ended a checkpoint.
 *
 * @param failures what it gave as reasons; empty if all went well
 * @param afterImage whether the image had been taken when they occurred
 */
record EngineOutcome(List<Throwable> failures, boolean afterImage) {

  /** Takes a checkpoint; returns in the restored process, or in this one. */
  static EngineOutcome ofCheckpoint() {
    try {
      Core.checkpointRestore();
      return new EngineOutcome(List.of(), false);
    } catch (RestoreException e) {
      return new EngineOutcome(reasons(e), true);
    } catch (Throwable e) {
      return new EngineOutcome(reasons(e), false);
    }
  }

  /** org.crac drops message and cause of its exceptions, only suppressed ones come through. */
  private static List<Throwable> reasons(Throwable fromOrgCrac) {
    if (fromOrgCrac.getSuppressed().length == 0) {
      return List.of(fromOrgCrac);
    }
    List<Throwable> reasons = new ArrayList<>();
    for (Throwable reason : fromOrgCrac.getSuppressed()) {
      boolean wrapped = reason instanceof InvocationTargetException && reason.getCause() != null;
      reasons.add(wrapped ? reason.getCause() : reason);
    }
    return reasons;
  }
}
