// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.jettyhome;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Jetty base made by the script of this sample. */
record JettyBase(Path folder) {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Path HOME = Path.of(System.getProperty("jetty.home"));

  static JettyBase make(Path folder, String... modules) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of("make-base").toAbsolutePath().toString(), folder.toString()));
    command.addAll(List.of(modules));
    Path output = folder.resolveSibling(folder.getFileName() + ".log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IllegalStateException("make-base failed: " + Files.readString(output));
    }
    return new JettyBase(folder);
  }

  /** Returns the arguments of {@code java} that start a server of this base. */
  String[] arguments(int port, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-Djetty.base=" + folder,
                "-jar",
                HOME.resolve("start.jar").toString(),
                "jetty.http.host=127.0.0.1",
                "jetty.http.port=" + port));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  /** Deploys an application that has the name of its environment, or adds a page to it. */
  void deploy(String environment, String page, String text) throws IOException {
    Path webapps = folder.resolve("webapps");
    Files.writeString(
        webapps.resolve(environment + ".properties"), "environment=" + environment + "\n");
    Files.writeString(Files.createDirectories(webapps.resolve(environment)).resolve(page), text);
  }

  /** Returns what the server has said, if it captures its console. */
  String console() throws IOException {
    StringBuilder said = new StringBuilder();
    try (DirectoryStream<Path> logs =
        Files.newDirectoryStream(folder.resolve("logs"), "*.jetty.log")) {
      for (Path log : logs) {
        said.append(Files.readString(log));
      }
    }
    return said.toString();
  }

  /** Returns the lines of all its request logs. */
  List<String> requestLog() throws IOException {
    List<String> lines = new ArrayList<>();
    try (DirectoryStream<Path> logs =
        Files.newDirectoryStream(folder.resolve("logs"), "*.request.log*")) {
      for (Path log : logs) {
        lines.addAll(Files.readAllLines(log));
      }
    }
    return lines;
  }
}
