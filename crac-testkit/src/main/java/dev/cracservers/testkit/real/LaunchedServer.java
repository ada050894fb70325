// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A server in a process of its own: started by {@code crac run}, checkpointed by {@code crac
 * checkpoint}, brought back by {@code crac restore}. Its image and logs are in one folder. For one
 * thread; closing ends whatever process of it is left.
 */
public final class LaunchedServer implements AutoCloseable {
  private static final Duration ORDERLY_END = Duration.ofSeconds(20);

  private final Path folder;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private long pid;
  private @Nullable Process process;
  private int starts;

  /** Makes one that is not started yet, with an empty folder for it. */
  public LaunchedServer(Path folder) {
    this.folder = folder;
    environment.put("CRAC_RUN_DIR", folder.resolve("run").toString());
  }

  /** Adds a variable to the environment of later starts and restores. */
  public LaunchedServer with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Starts the server cold: {@code java} of the given home with the given arguments. */
  public void start(Path javaHome, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of("run", "--image", image().toString(), javaHome.resolve("bin/java").toString()));
    command.addAll(List.of(arguments));
    pid = launch(command).pid();
  }

  /**
   * Takes a checkpoint and waits until the server has ended.
   *
   * @return what the command said; the caller looks at its status
   */
  public CracCommand.Ended checkpoint(String... options) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("checkpoint", Long.toString(pid)));
    command.addAll(List.of(options));
    CracCommand.Ended ended =
        CracCommand.run(Duration.ofMinutes(2), environment, command.toArray(String[]::new));
    if (ended.status() == 0 && !command.contains("--leave-running")) {
      awaitEnd(ORDERLY_END);
    }
    return ended;
  }

  /** Restores the server from its image; returns at once. */
  public void restore(String... options) {
    List<String> command = new ArrayList<>(List.of("restore", image().toString()));
    command.addAll(List.of(options));
    launch(command);
  }

  /**
   * Waits for the end of the process that was started or restored last.
   *
   * @return its exit status
   * @throws IllegalStateException if it has not ended when the limit is over
   */
  public int awaitEnd(Duration limit) throws InterruptedException {
    Process running = running();
    if (!running.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new IllegalStateException(
          "the server did not end within " + limit.toMillis() + " ms:\n" + log());
    }
    return running.exitValue();
  }

  /** Returns whether the process that was started or restored last is there. */
  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** Asks the server to end, as a supervisor does, and returns its exit status. */
  public int terminate() throws InterruptedException {
    running().destroy();
    return awaitEnd(ORDERLY_END);
  }

  /** Returns the process id of the server, the same in each restore. */
  public long pid() {
    return pid;
  }

  /** Returns the folder of the image. */
  public Path image() {
    return folder.resolve("image");
  }

  /** Returns what the process that was started or restored last wrote so far. */
  public String log() {
    try {
      return Files.readString(logFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (!isAlive()) {
      return;
    }
    running().destroy();
    try {
      if (running().waitFor(ORDERLY_END.toSeconds(), TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // The launcher of a restored server is not that server: both have to go.
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    running().destroyForcibly();
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException("the server was not started");
    }
    return process;
  }

  private Path logFile() {
    return folder.resolve("server-" + starts + ".log");
  }

  private Process launch(List<String> command) {
    if (isAlive()) {
      throw new IllegalStateException("the server is running, as process " + pid);
    }
    starts++;
    try {
      Files.createDirectories(folder);
      ProcessBuilder builder = CracCommand.builder(command, environment);
      builder.redirectErrorStream(true).redirectOutput(Redirect.to(logFile().toFile()));
      process = builder.start();
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException("crac " + String.join(" ", command), e);
    }
  }
}
