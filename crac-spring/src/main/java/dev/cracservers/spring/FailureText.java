// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says in words why a checkpoint or a restore failed, with the descriptors that were open: each
 * with what the engine says of it, and with the bean and the property that it belongs to.
 */
final class FailureText {
  private static final String LINE = System.lineSeparator();

  private FailureText() {}

  /** Returns what can be said; null if the failure is not one of a checkpoint. */
  static @Nullable FailureAnalysis of(Throwable failure, OwnerHint owners) {
    Throwable checkpoint = checkpointFailure(failure);
    if (checkpoint == null) {
      return null;
    }
    Set<Throwable> reasons = Collections.newSetFromMap(new IdentityHashMap<>());
    List<String> said = new ArrayList<>();
    boolean open = false;
    for (Throwable reason : reasons(checkpoint, reasons)) {
      String owner = isOpenResource(reason) ? owners.of(reason) : "";
      open |= isOpenResource(reason);
      said.add("  - " + message(reason) + (owner.isEmpty() ? "" : LINE + "    " + owner));
    }
    String description =
        (isRestore(checkpoint)
                ? "The application was restored, but did not come back to serving:"
                : "No image could be taken of the application:")
            + LINE
            + LINE
            + String.join(LINE, new LinkedHashSet<>(said));
    return new FailureAnalysis(description, action(checkpoint, open), failure);
  }

  private static String action(Throwable checkpoint, boolean open) {
    if (isRestore(checkpoint)) {
      return "Put right what is named above, and restore again: the image is still good, and"
          + " --set NAME=VALUE gives it other settings.";
    }
    if (!open) {
      return "Put right what is named above, or start without a checkpoint:"
          + " crac.checkpoint.on=never.";
    }
    return "Close what is open before the checkpoint and open it again after the restore: in stop()"
        + " and start() of a Lifecycle bean, or in close() and reopen() of a CheckpointResource that"
        + " is registered with the CheckpointCoordinator bean."
        + LINE
        + "What may simply be closed, or be left to the engine, gets a rule in the file that"
        + " -Djdk.crac.resource-policies names.";
  }

  private static List<Throwable> reasons(Throwable failure, Set<Throwable> seen) {
    if (!seen.add(failure)) {
      return List.of();
    }
    List<Throwable> found = new ArrayList<>();
    // Only these are lists of reasons; what others suppressed is a part of their own text.
    if (isOneOf(failure, "CheckpointException", "RestoreException")) {
      for (Throwable each : failure.getSuppressed()) {
        found.addAll(reasons(each, seen));
      }
    }
    if (found.isEmpty()) {
      found.add(failure);
    }
    return found;
  }

  private static @Nullable Throwable checkpointFailure(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (isOneOf(each, "CheckpointException", "RestoreException")) {
        return each;
      }
    }
    return null;
  }

  private static boolean isRestore(Throwable failure) {
    return failure instanceof CheckpointException ours
        ? ours.report().outcome() == Outcome.RESTORE_FAILED
        : isOneOf(failure, "RestoreException");
  }

  private static boolean isOpenResource(Throwable reason) {
    return reason.getClass().getSimpleName().startsWith("CheckpointOpen");
  }

  /** By name: whose engine it is, and whether it came through org.crac, does not matter. */
  private static boolean isOneOf(Throwable failure, String... names) {
    String type = failure.getClass().getName();
    return (type.startsWith("dev.cracservers.")
            || type.startsWith("org.crac.")
            || type.startsWith("jdk.crac."))
        && List.of(names).contains(failure.getClass().getSimpleName());
  }

  private static String message(Throwable reason) {
    String message = reason.getMessage();
    StringBuilder text = new StringBuilder(message == null ? reason.toString() : message);
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    seen.add(reason);
    appendCauses(text, reason, seen);
    return text.toString();
  }

  private static void appendCauses(StringBuilder text, Throwable failure, Set<Throwable> seen) {
    append(text, "; caused by ", failure.getCause(), seen);
    for (Throwable each : failure.getSuppressed()) {
      append(text, "; also ", each, seen);
    }
  }

  private static void append(
      StringBuilder text, String link, @Nullable Throwable failure, Set<Throwable> seen) {
    if (failure == null || !seen.add(failure)) {
      return;
    }
    // Many messages quote their cause.
    if (text.indexOf(failure.toString()) < 0) {
      text.append(link).append(failure);
    }
    appendCauses(text, failure, seen);
  }
}
