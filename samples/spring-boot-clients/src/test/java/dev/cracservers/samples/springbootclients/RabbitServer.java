// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.springbootclients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A RabbitMQ at two ports. Its port mapper is a process of the test too, so that Erlang leaves none
 * behind.
 */
record RabbitServer(int port, int otherPort, ServerProcess mapper, ServerProcess broker)
    implements AutoCloseable {
  static RabbitServer start(Path folder) throws IOException {
    String program =
        ServerProcess.program("/usr/lib/rabbitmq/bin/rabbitmq-server", "rabbitmq-server");
    int port = Ports.free();
    int otherPort = Ports.free();
    int mapperPort = Ports.free();
    Files.createDirectories(folder);
    Path settings =
        Files.writeString(
            folder.resolve("rabbitmq.conf"),
            "listeners.tcp.1 = 127.0.0.1:%d\nlisteners.tcp.2 = 127.0.0.1:%d\n"
                .formatted(port, otherPort));
    Path plugins = Files.writeString(folder.resolve("plugins"), "[].");
    Map<String, String> environment =
        Map.ofEntries(
            Map.entry("HOME", folder.toString()),
            Map.entry("ERL_EPMD_ADDRESS", "127.0.0.1"),
            Map.entry("ERL_EPMD_PORT", Integer.toString(mapperPort)),
            // The script becomes the broker, in place of a parent of it.
            Map.entry("RABBITMQ_ALLOW_INPUT", "true"),
            Map.entry("RABBITMQ_SERVER_START_ARGS", "-noinput"),
            Map.entry("RABBITMQ_NODENAME", "clients@localhost"),
            Map.entry("RABBITMQ_DIST_PORT", Integer.toString(Ports.free())),
            Map.entry("RABBITMQ_CONFIG_FILE", settings.toString()),
            Map.entry("RABBITMQ_CONF_ENV_FILE", folder.resolve("none").toString()),
            Map.entry("RABBITMQ_ENABLED_PLUGINS_FILE", plugins.toString()),
            Map.entry("RABBITMQ_MNESIA_BASE", folder.resolve("mnesia").toString()),
            Map.entry("RABBITMQ_LOG_BASE", folder.toString()),
            Map.entry("RABBITMQ_LOGS", "-"));
    ServerProcess mapper =
        ServerProcess.start(
            folder.resolve("mapper"),
            List.of(mapperPort),
            environment,
            List.of(
                ServerProcess.program("/usr/bin/epmd", "erlang-base"),
                "-port",
                Integer.toString(mapperPort)));
    try {
      return new RabbitServer(
          port,
          otherPort,
          mapper,
          ServerProcess.start(
              folder.resolve("broker"), List.of(port, otherPort), environment, List.of(program)));
    } catch (RuntimeException e) {
      mapper.close();
      throw e;
    }
  }

  @Override
  public void close() {
    broker.close();
    mapper.close();
  }
}
