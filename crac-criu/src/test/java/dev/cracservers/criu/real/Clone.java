// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.criu.subject.Orders;
import dev.cracservers.testkit.real.CracCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One of several subjects restored from the same image; it takes orders in a folder of its own. */
final class Clone implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Path runFolder;
  private final Path log;
  private final Orders orders;
  private final Process launcher;

  private Clone(Path runFolder, Path log, Orders orders, Process launcher) {
    this.runFolder = runFolder;
    this.log = log;
    this.orders = orders;
    this.launcher = launcher;
  }

  /** Restores one; does not wait for it. */
  static Clone restore(Path folder, Path runFolder, Path image, String... options)
      throws IOException {
    return restore(folder, runFolder, List.of(), image, options);
  }

  /** Restores one by another command that becomes the launcher. */
  static Clone restore(Path folder, Path runFolder, List<String> by, Path image, String... options)
      throws IOException {
    List<String> command = new ArrayList<>(by);
    command.addAll(List.of(CracCommand.file().toString(), "restore", image.toString()));
    Orders orders = new Orders(folder.resolve("orders"));
    command.addAll(List.of("--set", orders.argument().substring("-D".length())));
    command.addAll(List.of(options));
    return start(folder, runFolder, orders, command);
  }

  /** Starts or restores one by a command; its log is in the given folder. */
  static Clone start(Path folder, Path runFolder, Orders orders, List<String> command)
      throws IOException {
    Path log = folder.resolve("log");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CRAC_RUN_DIR", runFolder.toString());
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    builder.redirectInput(Path.of("/dev/null").toFile());
    return new Clone(runFolder, log, orders, builder.start());
  }

  /** Gives an order that must succeed; returns its answer. */
  String order(String order) {
    try {
      return Trial.succeeded(order, orders.await(orders.give(order), launcher::isAlive));
    } catch (IllegalStateException e) {
      throw new AssertionError(e.getMessage() + "\n" + log(), e);
    }
  }

  /** Runs a {@code crac} command beside it. */
  CracCommand.Ended crac(String... arguments) throws InterruptedException {
    return CracCommand.run(
        LIMIT, java.util.Map.of("CRAC_RUN_DIR", runFolder.toString()), arguments);
  }

  long launcher() {
    return launcher.pid();
  }

  /** Returns the server as it is seen from here: the descendant that runs java. */
  ProcessHandle server() {
    return launcher
        .descendants()
        .filter(each -> each.info().command().orElse("").endsWith("/java"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no server\n" + log()));
  }

  void signal(String name) throws Exception {
    String pid = Long.toString(launcher.pid());
    assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
  }

  /** Returns the exit status of the launcher. */
  int awaitEnd() throws InterruptedException {
    assertThat(launcher.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as(log()).isTrue();
    return launcher.exitValue();
  }

  /** Returns what the launcher and the server wrote. */
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    launcher.destroyForcibly();
  }
}
