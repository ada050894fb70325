// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.springbootclients;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A Redis that keeps its values in memory and asks for a password. */
record RedisServer(int port, String password, ServerProcess process) implements AutoCloseable {
  static RedisServer start(Path folder, String password) throws IOException {
    int port = Ports.free();
    return new RedisServer(
        port,
        password,
        ServerProcess.start(
            folder,
            List.of(port),
            Map.of(),
            List.of(
                ServerProcess.program("/usr/bin/redis-server", "redis-server"),
                "--bind",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--requirepass",
                password,
                "--save",
                "")));
  }

  @Override
  public void close() {
    process.close();
  }
}
