// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.springbootclients;

import java.nio.file.Path;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** A broker in this JVM, at two ports: who asks at one of them is led to that one only. */
final class KafkaBroker implements AutoCloseable {
  private final KafkaRaftServer server;

  private KafkaBroker(KafkaRaftServer server) {
    this.server = server;
  }

  static KafkaBroker start(Path folder, int port, int otherPort) throws Exception {
    int controller = Ports.free();
    String listeners = "ONE://127.0.0.1:" + port + ",OTHER://127.0.0.1:" + otherPort;
    new Formatter()
        .setClusterId(Uuid.randomUuid().toString())
        .setNodeId(1)
        .addDirectory(folder.toString())
        .setMetadataLogDirectory(folder.toString())
        .setControllerListenerName("CONTROLLER")
        .run();
    KafkaRaftServer server =
        new KafkaRaftServer(
            new KafkaConfig(
                Map.ofEntries(
                    Map.entry("process.roles", "broker,controller"),
                    Map.entry("node.id", "1"),
                    Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controller),
                    Map.entry("controller.listener.names", "CONTROLLER"),
                    Map.entry("listeners", listeners + ",CONTROLLER://127.0.0.1:" + controller),
                    Map.entry("advertised.listeners", listeners),
                    Map.entry("inter.broker.listener.name", "ONE"),
                    Map.entry(
                        "listener.security.protocol.map",
                        "ONE:PLAINTEXT,OTHER:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                    Map.entry("log.dirs", folder.toString()),
                    Map.entry("offsets.topic.replication.factor", "1"),
                    Map.entry("offsets.topic.num.partitions", "1"),
                    Map.entry("group.initial.rebalance.delay.ms", "0"))),
            Time.SYSTEM);
    server.startup();
    return new KafkaBroker(server);
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
