// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.core.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * One MariaDB of the system's package for all tests of this JVM, on a data directory of its own. It
 * ends with the JVM. Where the package is missing, tests are skipped, but not in CI.
 */
final class MariaDb {
  private static final List<Path> PROGRAMS = List.of(Path.of("/usr/sbin"), Path.of("/usr/bin"));
  private static final int ATTEMPTS = 5;
  private static int port;

  private MariaDb() {}

  /** Returns the port of the server, which is started by the first call. */
  static synchronized int port() {
    if (port == 0) {
      Path server = program("mariadbd");
      if (server == null) {
        String missing = "there is no mariadbd here: install the package mariadb-server";
        if (System.getenv("CI") != null) {
          throw new IllegalStateException(missing);
        }
        throw new TestAbortedException(missing);
      }
      try {
        port = start(server);
      } catch (IOException e) {
        throw new UncheckedIOException("MariaDB does not start", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
    return port;
  }

  private static int start(Path server) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("mariadb-");
    Path data = folder.resolve("data");
    Path log = folder.resolve("log");
    String user = "--user=" + System.getProperty("user.name");
    Process install =
        begin(
            log,
            String.valueOf(program("mariadb-install-db")),
            "--no-defaults",
            user,
            "--datadir=" + data,
            "--auth-root-authentication-method=normal",
            "--skip-name-resolve",
            "--skip-test-db");
    assertThat(install.waitFor(60, TimeUnit.SECONDS)).as(Files.readString(log)).isTrue();
    assertThat(install.exitValue()).as(Files.readString(log)).isZero();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int free = freePort();
      Process running =
          begin(
              log,
              server.toString(),
              "--no-defaults",
              user,
              "--datadir=" + data,
              "--bind-address=127.0.0.1",
              "--port=" + free,
              "--socket=" + folder.resolve("socket"),
              "--pid-file=" + folder.resolve("pid"),
              "--skip-name-resolve",
              "--innodb-buffer-pool-size=16M");
      boolean up =
          Deadline.after(Duration.ofSeconds(60)).await(() -> !running.isAlive() || answers(free));
      assertThat(up).as(Files.readString(log)).isTrue();
      if (running.isAlive()) {
        end(folder, running);
        return free;
      }
      // Somebody else took the port meanwhile: another one.
    }
    throw new IOException(Files.readString(log));
  }

  /** Ends the server and removes its folder when this JVM ends. */
  private static void end(Path folder, Process server) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    server.destroyForcibly().waitFor();
                    delete(folder);
                  } catch (InterruptedException | IOException e) {
                    throw new IllegalStateException(e);
                  }
                }));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path each : files.sorted((one, other) -> other.compareTo(one)).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }

  private static Process begin(Path log, String... command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static @Nullable Path program(String name) {
    return PROGRAMS.stream()
        .map(folder -> folder.resolve(name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }
}
