// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.subject;

import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A timer that remembers for which times it has run. */
final class Ticking {
  private static final int PERIOD_MILLIS = 20;

  private final ConcurrentSkipListMap<Long, Long> runs = new ConcurrentSkipListMap<>();

  Map<String, Subject.Order> orders() {
    return Map.of("tick", this::tick, "runs-between", this::runsBetween);
  }

  private String tick(String nothing) {
    new Timer("ticking", true)
        .scheduleAtFixedRate(
            new TimerTask() {
              @Override
              public void run() {
                long time = scheduledExecutionTime();
                runs.put(time, time);
              }
            },
            0,
            PERIOD_MILLIS);
    return "ticking";
  }

  /** Returns for how many times between two it has run, once it has run for a later one. */
  private String runsBetween(String times) {
    String[] words = times.split(" ", 2);
    long end = Long.parseLong(words[1]);
    while (runs.isEmpty() || runs.lastKey() <= end + PERIOD_MILLIS) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    return "" + runs.subMap(Long.valueOf(words[0]), end).size();
  }
}
