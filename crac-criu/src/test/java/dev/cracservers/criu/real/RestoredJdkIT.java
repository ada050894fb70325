// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.testkit.real.RealCheckpoint;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the JDK knows of this process, and of the time, fits the restored process. */
@RealCheckpoint
class RestoredJdkIT {
  private static final int FROZEN_MILLIS = 1_000;

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("dev.cracservers.criu.real.Trial#javaHomes")
  void theHandleOfTheProcessIsAlive(Path javaHome) throws Exception {
    try (Trial trial = new Trial(folder).start(javaHome)) {
      assertThat(trial.order("alive")).isEqualTo("true");
      for (int cycle = 0; cycle < 3; cycle++) {
        trial.checkpoint();
        trial.restore();
        assertThat(trial.order("alive")).isEqualTo("true");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.cracservers.criu.real.Trial#javaHomes")
  void aTimerRunsOnceForAllTheTimeThatItWasFrozen(Path javaHome) throws Exception {
    try (Trial trial = new Trial(folder).start(javaHome)) {
      trial.order("tick");
      for (int cycle = 0; cycle < 3; cycle++) {
        trial.checkpoint();
        long begin = System.currentTimeMillis();
        long end = begin + FROZEN_MILLIS;
        while (System.currentTimeMillis() < end) {
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        trial.restore();
        String runs = trial.order("runs-between " + begin + " " + end);
        assertThat(Integer.parseInt(runs)).isLessThanOrEqualTo(1);
      }
    }
  }
}
