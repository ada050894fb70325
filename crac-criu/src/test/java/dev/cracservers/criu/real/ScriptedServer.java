// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.criu.subject.Orders;
import dev.cracservers.testkit.real.CracCommand;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A subject that a shell script starts by {@code exec "$@"}. Its image is in the given folder. */
final class ScriptedServer implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Path folder;
  private final Orders orders;
  private final Process process;

  /**
   * Starts it, by {@code setsid} if it is to have a session of its own, and waits until it serves.
   */
  ScriptedServer(Path folder, List<String> by, String script, Path commands) throws Exception {
    this.folder = folder;
    this.orders = new Orders(folder.resolve("orders"));
    List<String> command = new ArrayList<>(by);
    command.addAll(List.of("sh", "-c", script, "script", CracCommand.file().toString(), "run"));
    command.addAll(List.of("--image", folder + "/image"));
    command.add(Trial.javaHome().resolve("bin/java").toString());
    command.addAll(Trial.javaArguments(orders));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectInput(new File("/dev/null"));
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile());
    builder.environment().putAll(environment());
    builder.environment().put("PATH", commands + File.pathSeparator + System.getenv("PATH"));
    process = builder.start();
    orders.await(orders.give("ping started"), process::isAlive);
  }

  Map<String, String> environment() {
    return Map.of("CRAC_RUN_DIR", folder + "/run");
  }

  Orders orders() {
    return orders;
  }

  long pid() {
    return process.pid();
  }

  /** Takes a checkpoint; the process ends. */
  void checkpoint() throws Exception {
    CommandLine.Ended taken =
        CommandLine.run(environment(), "checkpoint", Long.toString(process.pid()));
    assertThat(taken.status()).as(taken.output()).isZero();
    assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
