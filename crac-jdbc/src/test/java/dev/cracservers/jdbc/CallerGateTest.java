// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cracservers.core.Deadline;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class CallerGateTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final CallerGate gate = new CallerGate();

  @Test
  void whoProvesThePoolPassesAlsoWhenAnEarlierProofEndsLate() throws Exception {
    gate.shut();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch later = new CountDownLatch(1);
    try (Callers callers = new Callers()) {
      Future<Boolean> earlier =
          callers.begin(
              () -> {
                gate.beginProof();
                begun.countDown();
                later.await();
                gate.endProof();
                return true;
              });
      begun.await();
      gate.beginProof();
      later.countDown();
      assertThat(Callers.result(earlier)).isTrue();

      gate.pass("orders", Duration.ZERO, "timeout");

      gate.endProof();
      assertThatExceptionOfType(SQLTransientConnectionException.class)
          .isThrownBy(() -> gate.pass("orders", Duration.ZERO, "timeout"));
    }
  }

  @Test
  void eachChangeMakesANewTurn() {
    assertThat(CallerGate.isOpen(gate.turn())).isTrue();
    int first = gate.turn();
    gate.shut();
    gate.shut();
    assertThat(CallerGate.isOpen(gate.turn())).isFalse();
    gate.open();
    gate.open();
    assertThat(CallerGate.isOpen(gate.turn())).isTrue();
    assertThat(gate.turn()).isNotEqualTo(first);
  }

  @Test
  void aCallerWaitsUntilItIsOpen() throws Exception {
    gate.shut();
    try (Callers callers = new Callers()) {
      Future<Boolean> caller = callers.begin(() -> gate.await(LONG));
      awaitWaiting(1);

      gate.open();

      assertThat(Callers.result(caller)).isTrue();
      assertThat(gate.waiting()).isZero();
    }
  }

  @Test
  void aCallerDoesNotWaitLongerThanItsTimeout() throws Exception {
    gate.shut();
    Deadline clock = Deadline.after(LONG);

    assertThat(gate.await(Duration.ofMillis(250))).isFalse();

    assertThat(clock.elapsed()).isBetween(Duration.ofMillis(250), Duration.ofSeconds(2));
    assertThat(gate.waiting()).isZero();
  }

  @Test
  void rearmingGivesTheFullTimeoutAgain() throws Exception {
    gate.shut();
    Deadline clock = Deadline.after(LONG);
    try (Callers callers = new Callers()) {
      Future<Boolean> caller = callers.begin(() -> gate.await(Duration.ofMillis(600)));
      awaitWaiting(1);
      Deadline.after(Duration.ofMillis(400)).await(() -> false);

      gate.rearm();

      assertThat(Callers.result(caller)).isFalse();
      assertThat(clock.elapsed()).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }
  }

  @Test
  void onlyThoseWhoWaitAreAdmitted() throws Exception {
    gate.shut();
    try (Callers callers = new Callers()) {
      Future<Boolean> early = callers.begin(() -> gate.await(LONG));
      awaitWaiting(1);

      gate.admitWaiting();

      assertThat(Callers.result(early)).isTrue();
      assertThat(gate.await(Duration.ofMillis(50))).as("whoever comes later").isFalse();
    }
  }

  /** A stopped process sees the monotonic clock jump, as one restored without a time namespace. */
  @Test
  void timeDuringWhichTheProcessDoesNotRunIsNotCounted() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                FrozenCaller.class.getName())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader output = process.inputReader();
        Writer input = process.outputWriter()) {
      assertThat(output.readLine()).isEqualTo("waiting");

      signal(process, "STOP");
      Deadline.after(FrozenCaller.TIMEOUT.plusMillis(500)).await(() -> false);
      signal(process, "CONT");
      input.write("open\n");
      input.flush();

      assertThat(output.readLine()).isEqualTo("passed: true");
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private void awaitWaiting(int count) throws InterruptedException {
    PostgresPool.await(count + " callers wait", () -> gate.waiting() == count);
  }

  private static void signal(Process process, String signal)
      throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + signal, "" + process.pid())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(kill.exitValue()).isZero();
  }
}
