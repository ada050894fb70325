// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.criu.image.Timeline;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

final class ContextTest {
  private final Context context = new Context();
  private final List<String> trail = new ArrayList<>();
  private final List<Resource> strong = new ArrayList<>();

  @Test
  void notifiesInReverseAndThenInOrder() {
    register("a");
    register("b");
    register("c");

    var resources = context.snapshot();
    assertThat(context.beforeCheckpoint(resources, new Timeline())).isEmpty();
    assertThat(context.afterRestore(resources)).isEmpty();

    assertThat(trail)
        .containsExactly("before c", "before b", "before a", "after a", "after b", "after c");
  }

  @Test
  void notifiesAllWhateverOneThrows() {
    register("a");
    context.register(throwing(new Exception("checked")));
    context.register(throwing(new IllegalStateException("unchecked")));
    context.register(throwing(new StackOverflowError("error")));
    register("b");

    var resources = context.snapshot();
    assertThat(context.beforeCheckpoint(resources, new Timeline()))
        .extracting(Throwable::getMessage)
        .containsExactly("error", "unchecked", "checked");
    assertThat(context.afterRestore(resources))
        .extracting(Throwable::getMessage)
        .containsExactly("checked", "unchecked", "error");
    assertThat(trail).containsExactly("before b", "before a", "after a", "after b");
  }

  @Test
  void flattensWhatContextsWithinThrow() {
    Exception one = new Exception("one");
    Exception two = new Exception("two");
    context.register(throwing(new CheckpointException(List.of(one, two))));
    context.register(throwing(new RestoreException(List.of(two))));

    assertThat(context.beforeCheckpoint(context.snapshot(), new Timeline()))
        .containsExactly(two, one, two);
  }

  @Test
  void aResourceRegisteredDuringNotificationWaitsForTheNextCheckpoint() {
    Resource late = traced("late");
    Resource registering =
        new Resource() {
          @Override
          public void beforeCheckpoint(Context where) {
            where.register(late);
          }

          @Override
          public void afterRestore(Context where) {}
        };
    context.register(registering);

    var resources = context.snapshot();
    context.beforeCheckpoint(resources, new Timeline());
    context.afterRestore(resources);
    assertThat(trail).isEmpty();

    context.beforeCheckpoint(context.snapshot(), new Timeline());
    assertThat(trail).containsExactly("before late");
  }

  @Test
  void notifiesWithTheContextClassLoaderOfTheThreadThatRegistered() {
    Thread thread = Thread.currentThread();
    ClassLoader atStart = thread.getContextClassLoader();
    ClassLoader registering = new ClassLoader(atStart) {};
    ClassLoader asking = new ClassLoader(atStart) {};
    List<ClassLoader> seen = new ArrayList<>();
    try {
      thread.setContextClassLoader(registering);
      register("a");
      strong.add(loaderSeenBy(seen));
      context.register(strong.get(strong.size() - 1));
      thread.setContextClassLoader(asking);

      var resources = context.snapshot();
      context.beforeCheckpoint(resources, new Timeline());
      assertThat(thread.getContextClassLoader()).isSameAs(asking);
      context.afterRestore(resources);
      assertThat(thread.getContextClassLoader()).isSameAs(asking);
    } finally {
      thread.setContextClassLoader(atStart);
    }
    assertThat(seen).containsExactly(registering, registering);
  }

  @Test
  void restoresTheContextClassLoaderThatAFailedResourceReplaced() {
    Thread thread = Thread.currentThread();
    ClassLoader atStart = thread.getContextClassLoader();
    Resource replacing =
        new Resource() {
          @Override
          public void beforeCheckpoint(Context where) {
            thread.setContextClassLoader(new ClassLoader(atStart) {});
            throw new IllegalStateException("left its class loader");
          }

          @Override
          public void afterRestore(Context where) {}
        };
    context.register(replacing);

    assertThat(context.beforeCheckpoint(context.snapshot(), new Timeline())).hasSize(1);
    assertThat(thread.getContextClassLoader()).isSameAs(atStart);
  }

  /** Adds the context class loader of each notification to the list. */
  private static Resource loaderSeenBy(List<ClassLoader> seen) {
    return new Resource() {
      @Override
      public void beforeCheckpoint(Context where) {
        seen.add(Thread.currentThread().getContextClassLoader());
      }

      @Override
      public void afterRestore(Context where) {
        seen.add(Thread.currentThread().getContextClassLoader());
      }
    };
  }

  @Test
  void doesNotKeepAResourceThatNobodyElseKeeps() {
    WeakReference<Resource> dropped = new WeakReference<>(traced("dropped"));
    Resource resource = dropped.get();
    if (resource != null) {
      context.register(resource);
    }
    strong.clear();
    resource = null;
    while (dropped.get() != null) {
      System.gc();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    assertThat(context.snapshot()).isEmpty();
  }

  private void register(String name) {
    context.register(traced(name));
  }

  private Resource traced(String name) {
    Resource resource =
        new Resource() {
          @Override
          public void beforeCheckpoint(Context where) {
            trail.add("before " + name);
          }

          @Override
          public void afterRestore(Context where) {
            trail.add("after " + name);
          }
        };
    strong.add(resource);
    return resource;
  }

  private Resource throwing(Throwable thrown) {
    Resource resource =
        new Resource() {
          @Override
          public void beforeCheckpoint(Context where) throws Exception {
            rethrow(thrown);
          }

          @Override
          public void afterRestore(Context where) throws Exception {
            rethrow(thrown);
          }
        };
    strong.add(resource);
    return resource;
  }

  private static void rethrow(Throwable thrown) throws Exception {
    if (thrown instanceof Error error) {
      throw error;
    }
    throw (Exception) thrown;
  }
}
