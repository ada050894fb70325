// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.platform;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TimerTask;
import java.util.concurrent.Callable;

/**
 * The {@link java.util.Timer}s of this process. They go by the wall clock: a task at a fixed rate
 * would run once for each period between the checkpoint and the restore, one run after the other.
 * It runs once instead, and then at its next time.
 */
public final class Timers {
  static final String THREAD = "java.util.TimerThread";
  static final String QUEUE = "java.util.TaskQueue";
  static final String TASK = "java.util.TimerTask";

  private Timers() {}

  /**
   * Runs what takes the image; it returns true in the restored process. No timer starts a task
   * meanwhile: one could otherwise run before its time is changed.
   */
  public static void hold(Callable<Boolean> image) throws Exception {
    hold(queues(), image);
  }

  private static boolean hold(List<Object> queues, Callable<Boolean> image) throws Exception {
    if (queues.isEmpty()) {
      return image.call();
    }
    Object queue = queues.get(0);
    // The JDK holds this lock only for moments, and takes no other queue's meanwhile.
    synchronized (queue) {
      boolean restored = hold(queues.subList(1, queues.size()), image);
      if (restored) {
        skipMissedRuns(queue);
      }
      return restored;
    }
  }

  private static List<Object> queues() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getClass().getName().equals(THREAD))
        .map(thread -> JdkInternals.get(thread, THREAD, "queue", Object.class))
        .flatMap(Optional::stream)
        .toList();
  }

  private static void skipMissedRuns(Object queue) throws IOException {
    TimerTask[] tasks = JdkInternals.get(queue, QUEUE, "queue", TimerTask[].class).orElseThrow();
    Field time = JdkInternals.field(TASK, "nextExecutionTime").orElseThrow();
    Field period = JdkInternals.field(TASK, "period").orElseThrow();
    Method order = JdkInternals.method(QUEUE, "heapify").orElseThrow();
    int size = JdkInternals.get(queue, QUEUE, "size", Integer.class).orElseThrow();
    long now = System.currentTimeMillis();
    try {
      // The heap begins at 1.
      for (TimerTask task : Arrays.asList(tasks).subList(1, size + 1)) {
        Object lock = JdkInternals.get(task, TASK, "lock", Object.class).orElseThrow();
        synchronized (lock) {
          time.setLong(task, latest(time.getLong(task), period.getLong(task), now));
        }
      }
      order.invoke(queue);
    } catch (ReflectiveOperationException e) {
      throw new IOException("the tasks of a java.util.Timer cannot be given their next time", e);
    }
    queue.notifyAll();
  }

  /** Returns the last time at which a task was due, or the next if it is still to come. */
  static long latest(long time, long period, long now) {
    return period <= 0 || now <= time ? time : now - (now - time) % period;
  }
}
