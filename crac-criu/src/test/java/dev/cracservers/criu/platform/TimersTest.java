// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;

/** What the engine relies on in the JDK that runs this test. */
final class TimersTest {
  @Test
  void aTimerIsAThreadWithAHeapOfTasks() throws Exception {
    Class<?> queue = internal(Timers.QUEUE);
    assertThat(internal(Timers.THREAD)).isAssignableTo(Thread.class);
    assertThat(internal(Timers.THREAD).getDeclaredField("queue").getType()).isEqualTo(queue);
    assertThat(queue.getDeclaredField("queue").getType()).isEqualTo(java.util.TimerTask[].class);
    assertThat(queue.getDeclaredField("size").getType()).isEqualTo(int.class);
    Method order = queue.getDeclaredMethod("heapify");
    assertThat(order.getReturnType()).isEqualTo(void.class);
  }

  @Test
  void aTaskKnowsItsTimeAndItsPeriod() throws Exception {
    Class<?> task = internal(Timers.TASK);
    assertThat(task.getDeclaredField("nextExecutionTime").getType()).isEqualTo(long.class);
    assertThat(task.getDeclaredField("period").getType()).isEqualTo(long.class);
    assertThat(task.getDeclaredField("lock").getType()).isEqualTo(Object.class);
  }

  @Test
  void missedRunsAreOneRun() {
    assertThat(Timers.latest(1_000, 100, 1_350)).isEqualTo(1_300);
    assertThat(Timers.latest(1_000, 100, 1_000)).isEqualTo(1_000);
    assertThat(Timers.latest(1_000, 100, 900)).isEqualTo(1_000);
    assertThat(Timers.latest(0, 1, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aOneTimeTaskAndOneWithAFixedDelayKeepTheirTime() {
    assertThat(Timers.latest(1_000, 0, 5_000)).isEqualTo(1_000);
    assertThat(Timers.latest(1_000, -100, 5_000)).isEqualTo(1_000);
  }

  private static Class<?> internal(String name) throws ClassNotFoundException {
    return Class.forName(name, false, null);
  }
}
