// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import dev.cracservers.testkit.real.CracCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A {@code crac} command with input and output of a certain kind. */
final class Stdio implements AutoCloseable {
  /** What standard input, output and error are. */
  enum Kind {
    /** Output goes to a file. */
    FILE,
    /** Output and error go to a file each. */
    SEPARATE,
    /** All are pipes. */
    PIPE,
    /** All are one terminal, the controlling one. */
    TERMINAL,
    /** Output and error are one socket, as where a service manager reads them. */
    SOCKET,
    /** All are /dev/null. */
    NULL;

    boolean takesInput() {
      return this == PIPE || this == TERMINAL;
    }

    boolean showsOutput() {
      return this != NULL;
    }
  }

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  /** Joins a socket to a command and copies what comes through it to the standard output. */
  private static final String SOCKET_SCRIPT =
      """
      import socket, subprocess, sys
      near, far = socket.socketpair()
      child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=far, stderr=far)
      far.close()
      while True:
          data = near.recv(4096)
          if not data:
              break
          sys.stdout.buffer.write(data)
          sys.stdout.buffer.flush()
      status = child.wait()
      sys.exit(status if status >= 0 else 128 - status)
      """;

  private final Kind kind;
  private final Path out;
  private final Path err;
  private final Process process;

  private Stdio(Kind kind, Path out, Path err, Process process) {
    this.kind = kind;
    this.out = out;
    this.err = err;
    this.process = process;
  }

  static Stdio start(Kind kind, Path base, Map<String, String> environment, List<String> arguments)
      throws IOException {
    Path out = Path.of(base + ".out");
    Path err = Path.of(base + ".err");
    Files.writeString(err, "");
    List<String> crac = new ArrayList<>(List.of(CracCommand.file().toString()));
    crac.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(wrapped(kind, crac));
    builder.environment().putAll(environment);
    if (kind != Kind.PIPE) {
      builder.redirectOutput(out.toFile());
    }
    if (kind == Kind.SEPARATE) {
      builder.redirectError(err.toFile());
    } else {
      builder.redirectErrorStream(true);
    }
    if (kind == Kind.NULL) {
      builder.redirectOutput(Redirect.DISCARD);
    }
    if (!kind.takesInput()) {
      builder.redirectInput(Redirect.from(Path.of("/dev/null").toFile()));
    }
    Process process = builder.start();
    if (kind == Kind.PIPE) {
      pump(process, out);
    }
    return new Stdio(kind, out, err, process);
  }

  private static void pump(Process process, Path file) {
    Thread pump =
        new Thread(
            () -> {
              try {
                Files.copy(process.getInputStream(), file);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            "pump");
    pump.setDaemon(true);
    pump.start();
  }

  private static List<String> wrapped(Kind kind, List<String> crac) {
    if (kind == Kind.TERMINAL) {
      return List.of("script", "-qefc", "exec " + String.join(" ", crac), "/dev/null");
    }
    List<String> command = new ArrayList<>();
    if (kind == Kind.SOCKET) {
      command.addAll(List.of("python3", "-c", SOCKET_SCRIPT));
    }
    command.addAll(crac);
    return command;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String output() {
    try {
      return (Files.exists(out) ? Files.readString(out, StandardCharsets.ISO_8859_1) : "")
          + Files.readString(err, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the given texts, if this kind shows any. */
  void awaitOutput(String... texts) {
    long begun = System.nanoTime();
    while (kind.showsOutput() && !Stream.of(texts).allMatch(output()::contains)) {
      if (System.nanoTime() - begun > LIMIT.toNanos()) {
        throw new AssertionError("no " + List.of(texts) + " in:\n" + output());
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  void type(String text) throws IOException {
    process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** Returns the exit status of the command. */
  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("it did not end:\n" + output());
    }
    return process.exitValue();
  }

  @Override
  public void close() throws IOException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.getOutputStream().close();
  }
}
