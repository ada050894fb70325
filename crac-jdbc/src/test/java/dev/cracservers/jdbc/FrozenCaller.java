// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Scanner;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A process with a caller at a shut gate, which is opened by a line of input. */
final class FrozenCaller {
  static final Duration TIMEOUT = Duration.ofSeconds(2);

  private FrozenCaller() {}

  public static void main(String[] args) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    CallerGate gate = new CallerGate();
    gate.shut();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    Future<Boolean> caller = thread.submit(() -> gate.await(TIMEOUT));
    PostgresPool.await("the caller waits", () -> gate.waiting() == 1);
    out.println("waiting");
    new Scanner(System.in, StandardCharsets.UTF_8).nextLine();
    gate.open();
    out.println("passed: " + caller.get());
    thread.shutdown();
  }
}
