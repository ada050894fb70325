// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.descriptor;

import dev.cracservers.criu.descriptor.DescriptorOwners.Owner;
import dev.cracservers.criu.descriptor.ResourcePolicy.Action;
import dev.cracservers.criu.platform.CriuAbilities;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Finds what is open and cannot be in an image, before anything is dumped: CRIU would name the
 * first of it only, and some of it only at the restore. Used once, by one thread.
 */
public final class DescriptorCheck {
  /** As many as the launcher has descriptors to open files again with. */
  private static final int MOST_APPENDED_FILES = 3;

  /** How often something is closed by a rule before that is given up. */
  private static final int MOST_ROUNDS = 3;

  /** What was closed a moment ago may need a thread of its own to be really closed. */
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private static final String CLOSE_IT =
      "close it before the checkpoint: register whatever holds it with the coordinator, or with"
          + " org.crac"
          + "; find it with -D"
          + Openings.PROPERTY
          + "=true; or give it a rule in the file that -D"
          + ResourcePolicies.PROPERTY
          + " names";

  private final CriuAbilities criu;
  private final ResourcePolicies policies;
  private final List<CheckpointOpenResourceException> refusals = new ArrayList<>();
  private final RuleClosing closing;
  private final List<RuleClosing.Closing> toClose = new ArrayList<>();
  private final Set<String> warnings = new LinkedHashSet<>();
  private final Set<String> warned = new HashSet<>();

  public DescriptorCheck(CriuAbilities criu, RuleClosing closing) throws IOException {
    this.criu = criu;
    this.closing = closing;
    this.policies = ResourcePolicies.load();
  }

  /**
   * Returns what the JVM itself holds and no resource can close. Reads the rules, so that a mistake
   * in them shows early, too.
   */
  public static List<CheckpointOpenResourceException> ofTheJvm() throws IOException {
    DescriptorCheck check = new DescriptorCheck(CriuAbilities.here(), new RuleClosing());
    for (MappedFile mapped : MappedFile.all()) {
      if (isPerformanceData(mapped)) {
        check.judge(mapped);
      }
    }
    return check.refusals;
  }

  /**
   * Returns an exception for each descriptor and mapped file that cannot be in an image. Closes
   * idle connections of {@code HttpURLConnection}, and changes nothing else.
   */
  public List<CheckpointOpenResourceException> refusals() throws IOException {
    long begun = System.nanoTime();
    look();
    while (!refusals.isEmpty() && System.nanoTime() - begun < PATIENCE_NANOS) {
      LockSupport.parkNanos(POLL_NANOS);
      look();
    }
    return List.copyOf(refusals);
  }

  /**
   * Does what the rules say with what is open, and looks again until nothing of it is open: a
   * holder may open it again meanwhile. Returns what cannot be in an image.
   */
  public List<CheckpointOpenResourceException> settle() throws IOException {
    for (int round = 0; round < MOST_ROUNDS; round++) {
      List<CheckpointOpenResourceException> open = refusals();
      if (!open.isEmpty()) {
        return open;
      }
      warnings.stream().filter(warned::add).forEach(System.err::println);
      if (toClose.isEmpty()) {
        return open;
      }
      closing.close(toClose);
    }
    look();
    DescriptorOwners owners = new DescriptorOwners(Descriptors.open());
    for (RuleClosing.Closing again : toClose) {
      refuse(
          again.descriptor(),
          owners,
          "it was opened again "
              + MOST_ROUNDS
              + " times after the rule at "
              + again.rule().place()
              + " had closed it");
    }
    return List.copyOf(refusals);
  }

  private void look() throws IOException {
    KeptAliveConnections.close();
    refusals.clear();
    toClose.clear();
    warnings.clear();
    List<Descriptor> open = Descriptors.open();
    DescriptorOwners owners = new DescriptorOwners(open);
    int appended = 0;
    for (Descriptor descriptor : open) {
      Optional<ResourcePolicy> rule = policies.find(descriptor);
      if (descriptor.isReopenedAtRestore() && !closes(rule) && ++appended > MOST_APPENDED_FILES) {
        refuse(descriptor, owners, "more than " + MOST_APPENDED_FILES + " logs are open");
      } else if (rule.isPresent()) {
        apply(rule.get(), descriptor, owners);
      } else {
        DescriptorRules.refuse(descriptor).ifPresent(reason -> refuse(descriptor, owners, reason));
      }
    }
    for (MappedFile mapped : MappedFile.all()) {
      judge(mapped);
    }
  }

  private void judge(MappedFile mapped) {
    if (policies.find(mapped).map(ResourcePolicy::action).orElse(Action.ERROR) == Action.ERROR) {
      DescriptorRules.refuse(mapped).ifPresent(reason -> refuse(mapped, reason));
    }
  }

  private static boolean isPerformanceData(MappedFile mapped) {
    return mapped.path().contains("/hsperfdata_");
  }

  private void apply(ResourcePolicy rule, Descriptor descriptor, DescriptorOwners owners)
      throws IOException {
    boolean refuses =
        rule.action() == Action.ERROR
            || (rule.action() == Action.REOPEN && rule.type() == ResourcePolicy.Type.SOCKET);
    if (refuses) {
      refuse(descriptor, owners, "the rule at " + rule.place() + " refuses it");
      return;
    }
    if (rule.action().closes()) {
      if (!closing.isReplacement(descriptor)) {
        toClose.add(new RuleClosing.Closing(descriptor, rule));
      }
    } else if (descriptor.isNetworkSocket() && criu.cannotDumpInetSockets().isPresent()) {
      refuse(descriptor, owners, criu.cannotDumpInetSockets().get());
      return;
    }
    if (rule.warns() && !closing.isReplacement(descriptor)) {
      String done = rule.action().closes() ? "is closed" : "is left to CRIU";
      warnings.add("crac: " + name(descriptor) + " " + done + ", by the rule at " + rule.place());
    }
  }

  private static boolean closes(Optional<ResourcePolicy> rule) {
    return rule.filter(each -> each.action().closes()).isPresent();
  }

  private void refuse(Descriptor descriptor, DescriptorOwners owners, String reason) {
    Owner owner = owners.of(descriptor);
    String message =
        message(name(descriptor), reason, owner.text(), owner.known().map(KnownOwner::remedy));
    CheckpointOpenResourceException refusal;
    if (descriptor.isSocket()) {
      refusal = new CheckpointOpenSocketException(message);
    } else if (descriptor.type() == Descriptor.REGULAR) {
      refusal = new CheckpointOpenFileException(message);
    } else {
      refusal = new CheckpointOpenResourceException(message);
    }
    // Where it was found says nothing, and where it was opened says most.
    owner
        .opening()
        .ifPresent(each -> refusal.setStackTrace(each.stack().toArray(StackTraceElement[]::new)));
    refusals.add(refusal);
  }

  private void refuse(MappedFile mapped, String reason) {
    boolean performanceData = isPerformanceData(mapped);
    Optional<KnownOwner> known = KnownOwner.ofPath(mapped.path());
    refusals.add(
        new CheckpointOpenFileException(
            message(
                "the file " + mapped.path(),
                reason,
                performanceData ? "this JVM" : known.map(KnownOwner::name).orElse("unknown"),
                performanceData
                    ? Optional.of("start it with -XX:-UsePerfData")
                    : known.map(KnownOwner::remedy))));
  }

  private static String name(Descriptor descriptor) {
    return "descriptor " + descriptor.number() + ", " + descriptor + ",";
  }

  private static String message(
      String what, String reason, String owner, Optional<String> knownRemedy) {
    return what
        + " cannot be in an image: "
        + reason
        + ". Owner: "
        + owner
        + ". Remedy: "
        + knownRemedy.orElse(CLOSE_IT)
        + ".";
  }
}
