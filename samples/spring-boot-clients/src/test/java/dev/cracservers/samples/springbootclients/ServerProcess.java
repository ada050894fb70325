// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.springbootclients;

import dev.cracservers.core.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/**
 * A server of the system's packages, in a process and a folder of its own. Where the package is
 * missing, tests are skipped, but not in CI.
 */
final class ServerProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration END = Duration.ofSeconds(20);

  private final Process process;

  private ServerProcess(Process process) {
    this.process = process;
  }

  /** Returns the path of a program, which a package of Debian brings. */
  static String program(String path, String debianPackage) {
    if (!Files.isExecutable(Path.of(path))) {
      String missing = "there is no " + path + ": install the package " + debianPackage;
      if (System.getenv("CI") != null) {
        throw new IllegalStateException(missing);
      }
      throw new TestAbortedException(missing);
    }
    return path;
  }

  /** Starts a server; returns when each of the ports answers. */
  static ServerProcess start(
      Path folder, List<Integer> ports, Map<String, String> environment, List<String> command) {
    try {
      Files.createDirectories(folder);
      Path log = folder.resolve("output.log");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().putAll(environment);
      ServerProcess server = new ServerProcess(builder.start());
      boolean ended =
          !Deadline.after(START)
              .await(() -> ports.stream().allMatch(Ports::answers) || !server.process.isAlive());
      if (ended || !server.process.isAlive()) {
        server.close();
        throw new IllegalStateException(
            command + " does not answer at " + ports + ": " + Files.readString(log));
      }
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(command + " cannot be started", e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
