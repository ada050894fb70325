// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import dev.cracservers.criu.image.Timeline;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The resources of this process, in order of registration, held weakly. Thread-safe.
 *
 * <p>The order and the handling of failures are those of {@code jdk.crac.impl.OrderedContext} in
 * openjdk/crac: resources are notified in reverse before a checkpoint and in order after it; each
 * gets both calls whatever fails; a resource registered meanwhile waits for the next checkpoint.
 *
 * <p>Each resource is notified with the context class loader of the thread that registered it: the
 * thread that takes the checkpoint may know nothing of the application's class loader.
 */
public final class Context {
  private final List<Registration> registrations = new ArrayList<>();

  Context() {}

  /** Adds a resource behind all others. */
  public void register(Resource resource) {
    synchronized (registrations) {
      registrations.removeIf(each -> each.resource().get() == null);
      registrations.add(Registration.byThisThread(resource));
    }
  }

  /** Returns the current registrations; a checkpoint keeps their resources until it is over. */
  List<Registered> snapshot() {
    synchronized (registrations) {
      return registrations.stream().flatMap(each -> each.resolve().stream()).toList();
    }
  }

  /** Notifies the resources in reverse order and returns what they threw. */
  List<Throwable> beforeCheckpoint(List<Registered> resources, Timeline timeline) {
    List<Registered> reversed = new ArrayList<>(resources);
    Collections.reverse(reversed);
    return notifyAll(
        reversed,
        resource -> {
          long begun = System.nanoTime();
          resource.beforeCheckpoint(this);
          timeline.add(nameOf(resource), begun);
        });
  }

  /** Notifies the resources in order and returns what they threw. */
  List<Throwable> afterRestore(List<Registered> resources) {
    return notifyAll(resources, resource -> resource.afterRestore(this));
  }

  private interface Notification {
    void send(Resource resource) throws Exception;
  }

  /** A resource and the context class loader it was registered with, both held weakly. */
  private record Registration(
      WeakReference<Resource> resource, @Nullable WeakReference<ClassLoader> loader) {
    static Registration byThisThread(Resource resource) {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      return new Registration(
          new WeakReference<>(resource), loader == null ? null : new WeakReference<>(loader));
    }

    Optional<Registered> resolve() {
      ClassLoader known = loader == null ? null : loader.get();
      return Optional.ofNullable(resource.get()).map(each -> new Registered(each, known));
    }
  }

  /** A resource for the time of one checkpoint. */
  record Registered(Resource resource, @Nullable ClassLoader loader) {
    private void send(Notification notification) throws Exception {
      Thread thread = Thread.currentThread();
      ClassLoader before = thread.getContextClassLoader();
      thread.setContextClassLoader(loader);
      try {
        notification.send(resource);
      } finally {
        thread.setContextClassLoader(before);
      }
    }
  }

  private static List<Throwable> notifyAll(List<Registered> resources, Notification notification) {
    List<Throwable> failures = new ArrayList<>();
    for (Registered each : resources) {
      try {
        each.send(notification);
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

  /**
   * The class and no more: what an object says of itself may be a secret. org.crac hands in a proxy
   * whose handler refers to the resource of the application.
   */
  private static String nameOf(Resource resource) {
    Object named = resource;
    if (Proxy.isProxyClass(resource.getClass())) {
      InvocationHandler handler = Proxy.getInvocationHandler(resource);
      Object behind = handler instanceof Reference<?> reference ? reference.get() : null;
      named = behind == null ? handler : behind;
    }
    return named.getClass().getName();
  }
}
