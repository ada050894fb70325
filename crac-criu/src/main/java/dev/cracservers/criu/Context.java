// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The resources of this process, in order of registration, held weakly. Thread-safe.
 *
 * <p>The order and the handling of failures are those of {@code jdk.crac.impl.OrderedContext} in
 * openjdk/crac: resources are notified in reverse before a checkpoint and in order after it; each
 * gets both calls whatever fails; a resource registered meanwhile waits for the next checkpoint.
 */
public final class Context {
  private final List<WeakReference<Resource>> registered = new ArrayList<>();

  Context() {}

  /** Adds a resource behind all others. */
  public void register(Resource resource) {
    synchronized (registered) {
      registered.removeIf(reference -> reference.get() == null);
      registered.add(new WeakReference<>(resource));
    }
  }

  /** Returns what is registered now, which a checkpoint keeps until it is over. */
  List<Resource> snapshot() {
    synchronized (registered) {
      List<Resource> resources = new ArrayList<>();
      for (WeakReference<Resource> reference : registered) {
        Resource resource = reference.get();
        if (resource != null) {
          resources.add(resource);
        }
      }
      return resources;
    }
  }

  /** Notifies the resources in reverse order and returns what they threw. */
  List<Throwable> beforeCheckpoint(List<Resource> resources, Timeline timeline) {
    List<Resource> reversed = new ArrayList<>(resources);
    Collections.reverse(reversed);
    return notifyAll(
        reversed,
        resource -> {
          long begun = System.nanoTime();
          resource.beforeCheckpoint(this);
          timeline.add(resource, begun);
        });
  }

  /** Notifies the resources in order and returns what they threw. */
  List<Throwable> afterRestore(List<Resource> resources) {
    return notifyAll(resources, resource -> resource.afterRestore(this));
  }

  private interface Notification {
    void send(Resource resource) throws Exception;
  }

  private static List<Throwable> notifyAll(List<Resource> resources, Notification notification) {
    List<Throwable> failures = new ArrayList<>();
    for (Resource resource : resources) {
      try {
        notification.send(resource);
      } catch (CheckpointException | RestoreException e) {
        failures.addAll(List.of(e.getSuppressed()));
      } catch (Exception e) {
        failures.add(e);
      } catch (Error e) {
        // Not rethrown: the others must still be notified, or they would stay closed.
        failures.add(e);
      }
    }
    return failures;
  }
}
