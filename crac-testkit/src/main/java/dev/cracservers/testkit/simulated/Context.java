// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit.simulated;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The resources in order of registration, held weakly: whoever registers one keeps it. Thread-safe.
 */
public final class Context {
  private interface Notification {
    void send(Resource resource) throws Exception;
  }

  private final List<WeakReference<Resource>> registered = new ArrayList<>();

  Context() {}

  /** Adds a resource. During a checkpoint it is kept for the next one. */
  public void register(Resource resource) {
    synchronized (registered) {
      registered.removeIf(each -> each.refersTo(null));
      registered.add(new WeakReference<>(resource));
    }
  }

  /** Returns the resources that are still in use, in order of registration. */
  List<Resource> live() {
    List<Resource> live = new ArrayList<>();
    synchronized (registered) {
      for (WeakReference<Resource> each : registered) {
        Resource resource = each.get();
        if (resource != null) {
          live.add(resource);
        }
      }
    }
    return live;
  }

  /** Notifies all resources whatever any of them throws; returns what they threw. */
  List<Throwable> beforeCheckpoint(List<Resource> resources) {
    List<Resource> reversed = new ArrayList<>(resources);
    Collections.reverse(reversed);
    return notifyAll(reversed, resource -> resource.beforeCheckpoint(this));
  }

  /** Notifies all resources whatever any of them throws; returns what they threw. */
  List<Throwable> afterRestore(List<Resource> resources) {
    return notifyAll(resources, resource -> resource.afterRestore(this));
  }

  private static List<Throwable> notifyAll(List<Resource> resources, Notification notification) {
    List<Throwable> failures = new ArrayList<>();
    for (Resource resource : resources) {
      try {
        notification.send(resource);
      } catch (CheckpointException | RestoreException nested) {
        failures.addAll(Arrays.asList(nested.getSuppressed()));
      } catch (Exception e) {
        failures.add(e);
      }
    }
    return failures;
  }
}
