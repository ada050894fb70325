// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.nettyserver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A client that nobody here wrote. */
record Tool(Process process, CompletableFuture<String> output) {
  private static final long PATIENCE_SECONDS = 60;

  /** How it ended. */
  record Ended(int status, String output) {}

  /** Starts it; where it is not installed the test is skipped, but with {@code CI} set it fails. */
  static Tool start(String name, String... arguments) throws IOException {
    if (!isInstalled(name)) {
      String reason = name + " is not installed: apt-get install curl nghttp2-client";
      if (System.getenv("CI") != null) {
        throw new IllegalStateException(reason);
      }
      Assumptions.abort(reason);
    }
    List<String> command = new ArrayList<>(List.of(name));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new Tool(process, CompletableFuture.supplyAsync(() -> read(process)));
  }

  Ended end() throws Exception {
    try {
      String said = output.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("it did not end; it said " + said);
      }
      return new Ended(process.exitValue(), said);
    } finally {
      process.destroyForcibly();
    }
  }

  private static boolean isInstalled(String name) {
    for (String folder : System.getenv("PATH").split(":", -1)) {
      if (Files.isExecutable(Path.of(folder, name))) {
        return true;
      }
    }
    return false;
  }

  private static String read(Process process) {
    try {
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
