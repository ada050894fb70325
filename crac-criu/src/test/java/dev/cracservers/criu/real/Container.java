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
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A {@code crac} command as process 1 of a container, as far as its processes are concerned. */
final class Container implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final Path runFolder;
  private final Path log;
  private final Orders orders;
  private final Process process;

  private Container(Path runFolder, Path log, Orders orders, Process process) {
    this.runFolder = runFolder;
    this.log = log;
    this.orders = orders;
    this.process = process;
  }

  /** Starts the command; its server takes orders in the given folder. */
  static Container start(Path folder, Orders orders, List<String> arguments) throws IOException {
    return start(folder, orders, List.of(), arguments);
  }

  /**
   * Starts the command as a child of process 1, when the lowest process ids are taken, and with an
   * output of that container: the server can have the id of the command.
   */
  static Container startLater(Path folder, Orders orders, List<String> arguments)
      throws IOException {
    String script = "exec >>\"$0\" 2>&1; while (: & [ $! -lt 200 ]); do :; done; \"$@\" & wait $!";
    String output = folder.resolve("inside.log").toString();
    return start(folder, orders, List.of("sh", "-c", script, output), arguments);
  }

  /** Starts the command by another one that becomes it. */
  static Container start(Path folder, Orders orders, List<String> first, List<String> arguments)
      throws IOException {
    Files.createDirectories(folder);
    Path runFolder = folder.resolve("run");
    Path log = Files.createTempFile(folder, "container", ".log");
    List<String> command =
        new ArrayList<>(List.of("unshare", "--pid", "--fork", "--mount-proc", "--kill-child"));
    command.addAll(first);
    command.add(CracCommand.file().toString());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CRAC_RUN_DIR", runFolder.toString());
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    builder.redirectInput(Path.of("/dev/null").toFile());
    Container container = new Container(runFolder, log, orders, builder.start());
    container.order("ping");
    return container;
  }

  String order(String order) {
    try {
      return Trial.succeeded(order, orders.await(orders.give(order), process::isAlive));
    } catch (IllegalStateException e) {
      throw new AssertionError(e.getMessage() + "\n" + log(), e);
    }
  }

  /** Runs a {@code crac} command inside. */
  CommandLine.Ended crac(String... arguments) throws Exception {
    String inside = Long.toString(processOne());
    return CommandLine.run(
        java.util.Map.of("CRAC_RUN_DIR", runFolder.toString()),
        List.of("nsenter", "-t", inside, "-p", "-m"),
        arguments);
  }

  /** Returns the id of the server, as it is inside. */
  String server() throws IOException {
    String namespace =
        Files.readSymbolicLink(Path.of("/proc/" + processOne() + "/ns/pid")).toString();
    Path folders = runFolder.resolve(namespace.replaceAll("\\D", ""));
    try (Stream<Path> each = Files.list(folders)) {
      return each.filter(folder -> Files.exists(folder.resolve("requests")))
          .map(folder -> folder.getFileName().toString())
          .findFirst()
          .orElseThrow();
    }
  }

  /** Returns what the command wrote. */
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a signal to process 1. */
  void signal(String name) throws Exception {
    String pid = Long.toString(processOne());
    assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
  }

  /** Returns the exit status of process 1. */
  int awaitEnd() throws InterruptedException {
    assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as(log()).isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private long processOne() {
    while (true) {
      List<ProcessHandle> children = process.children().toList();
      if (!children.isEmpty()) {
        return children.get(0).pid();
      }
      if (!process.isAlive()) {
        throw new IllegalStateException("the container has ended:\n" + log());
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }
}
