// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.criu.subject.Orders;
import dev.cracservers.criu.subject.Subject;
import dev.cracservers.testkit.real.CracCommand;
import dev.cracservers.testkit.real.JavaHomes;
import dev.cracservers.testkit.real.LaunchedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A subject that is started, checkpointed and restored. Closing makes sure that nothing is left.
 */
final class Trial implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final Path folder;
  private final LaunchedServer server;
  private final Orders orders;

  Trial(Path folder) {
    this.folder = folder;
    this.server = new LaunchedServer(folder);
    this.orders = new Orders(folder.resolve("orders"));
  }

  /** The Java versions that the engine is for. */
  static Stream<Path> javaHomes() {
    return JavaHomes.byVersion().entrySet().stream()
        .filter(home -> home.getKey() == 17 || home.getKey() >= 25)
        .map(java.util.Map.Entry::getValue);
  }

  static Path javaHome() {
    return Path.of(System.getProperty("java.home"));
  }

  /** The arguments of a java command that runs a subject; it is small, and starts fast. */
  static List<String> javaArguments(Orders orders, String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("-XX:+UseSerialGC", "-Xmx64m", "-XX:TieredStopAtLevel=1"));
    arguments.addAll(List.of(options));
    arguments.addAll(
        List.of(
            "-cp",
            classPathOf(Subject.class) + ":" + classPathOf(org.crac.Core.class),
            orders.argument(),
            Subject.class.getName()));
    return arguments;
  }

  Trial start(String... options) {
    return start(javaHome(), options);
  }

  /** Starts it, and does not wait until it serves. */
  void launch(String... options) {
    server.start(javaHome(), javaArguments(orders, options).toArray(String[]::new));
  }

  /** Starts it with a jar on its class path. */
  void startWith(Path jar) {
    List<String> arguments = javaArguments(orders);
    int classPath = arguments.indexOf("-cp") + 1;
    arguments.set(classPath, arguments.get(classPath) + ":" + jar);
    server.start(javaHome(), arguments.toArray(String[]::new));
    order("ping started");
  }

  Trial start(Path javaHome, String... options) {
    server.start(javaHome, javaArguments(orders, options).toArray(String[]::new));
    order("ping started");
    return this;
  }

  /** Starts a subject in another form: what follows the options of a java command. */
  Trial startAs(Path javaHome, Stream<String> application) {
    Stream<String> options = Stream.of("-Xmx64m", orders.argument());
    server.start(javaHome, Stream.concat(options, application).toArray(String[]::new));
    order("ping started");
    return this;
  }

  /** Gives an order that must succeed; returns its answer. */
  String order(String order) {
    return succeeded(order, answer(orders.give(order)));
  }

  /** Gives an order that must fail; returns what was thrown. */
  String failingOrder(String order) {
    String answer = answer(orders.give(order));
    assertThat(answer).as(order).startsWith("threw\n");
    return answer.substring("threw\n".length());
  }

  /** Gives an order whose answer comes later. */
  String give(String order) {
    return orders.give(order);
  }

  /** Waits for the answer to an order that was given. */
  String answer(String name) {
    try {
      return orders.await(name, server::isAlive);
    } catch (IllegalStateException e) {
      throw new AssertionError(e.getMessage() + "\n" + server.log(), e);
    }
  }

  static String succeeded(String order, String answer) {
    assertThat(answer).as(order).startsWith("done\n");
    return answer.substring("done\n".length());
  }

  /** Takes a checkpoint that must succeed; returns what the command said. */
  String checkpoint(String... options) throws InterruptedException {
    CracCommand.Ended ended = server.checkpoint(options);
    assertThat(ended.status()).as(ended.output() + server.log()).isZero();
    return ended.output();
  }

  /** Takes a checkpoint that must be refused; returns what the command said. */
  String refusedCheckpoint(String... options) throws InterruptedException {
    CracCommand.Ended ended = server.checkpoint(options);
    assertThat(ended.status()).as(ended.output() + server.log()).isEqualTo(5);
    return ended.output();
  }

  /** Takes a checkpoint after which the server must not serve; returns what the command said. */
  String brokenCheckpoint(String... options) throws InterruptedException {
    CracCommand.Ended ended = server.checkpoint(options);
    assertThat(ended.status()).as(ended.output() + server.log()).isEqualTo(7);
    return ended.output();
  }

  /** Restores the subject and waits until it serves. */
  Trial restore(String... options) {
    server.restore(options);
    order("ping restored");
    return this;
  }

  /** Waits until the server has written the text. */
  void awaitLog(String text) {
    long begun = System.nanoTime();
    while (!server.log().contains(text)) {
      assertThat(System.nanoTime() - begun).as(server.log()).isLessThan(LIMIT.toNanos());
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** Waits until a file is there that is not empty. */
  static void awaitContent(Path file) {
    long begun = System.nanoTime();
    while (file.toFile().length() == 0) {
      assertThat(System.nanoTime() - begun).as(file.toString()).isLessThan(LIMIT.toNanos());
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** Returns the id of the launcher that stays with the server, as soon as there is one. */
  long launcherPid() throws IOException {
    long begun = System.nanoTime();
    while (true) {
      Optional<String> pid = findLauncher();
      if (pid.isPresent()) {
        return Long.parseLong(pid.get());
      }
      assertThat(System.nanoTime() - begun).as(server.log()).isLessThan(LIMIT.toNanos());
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private Optional<String> findLauncher() throws IOException {
    if (!Files.exists(runFolder())) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.walk(runFolder())) {
      // The one of `--isolate` is above the one inside.
      Optional<Path> file =
          files
              .filter(each -> each.endsWith("launcher"))
              .min(Comparator.comparing(Path::getNameCount));
      return file.isEmpty()
          ? Optional.empty()
          : Optional.of(Files.readString(file.get()).strip()).filter(pid -> !pid.isEmpty());
    } catch (UncheckedIOException changedMeanwhile) {
      return Optional.empty();
    }
  }

  LaunchedServer server() {
    return server;
  }

  Path image() {
    return server.image();
  }

  /** The folder in which processes of this trial take requests. */
  Path runFolder() {
    return folder.resolve("run");
  }

  @Override
  public void close() {
    server.close();
    LeftOvers.assertNone(folder, runFolder());
  }

  /** Where a class was loaded from. */
  static Path classPathOf(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
  }
}
