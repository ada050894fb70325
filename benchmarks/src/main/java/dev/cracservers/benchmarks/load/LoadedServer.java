// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.benchmarks.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** A server in a JVM of its own on the first processor; the client has the second. */
final class LoadedServer implements AutoCloseable {
  private static final int CONNECTIONS = 16;

  private final Process process;
  private final String port;

  private LoadedServer(Process process, String port) {
    this.process = process;
    this.port = port;
  }

  /** Starts a program that prints its port and ends with its standard input. */
  static LoadedServer start(String program, String kind) throws IOException {
    Process process =
        new ProcessBuilder(
                "taskset",
                "-c",
                "0",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms512m",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                program,
                kind)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
    String port = said.readLine();
    if (port == null) {
      throw new IOException(program + " " + kind + " ended before it said its port");
    }
    return new LoadedServer(process, port);
  }

  /** Asks so many requests and returns when all are answered. */
  void load(int requests) throws IOException, InterruptedException {
    Process client =
        new ProcessBuilder(
                "taskset",
                "-c",
                "1",
                "h2load",
                "--h1",
                "-t1",
                "-c" + CONNECTIONS,
                "-n" + requests,
                "http://127.0.0.1:" + port + "/")
            .redirectErrorStream(true)
            .start();
    String said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (client.waitFor() != 0 || !said.contains(requests + " succeeded, 0 failed")) {
      throw new IOException("h2load did not get an answer to each request:\n" + said);
    }
  }

  /** Returns the processor time of the server until now. */
  long processorNanos() {
    return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.getOutputStream().close();
    process.waitFor();
  }
}
