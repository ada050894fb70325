// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.springbootclients;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Somebody else, who sends 1, 2, 3 and so on to both brokers all the time. */
final class Numbers implements AutoCloseable {
  private static final int MILLIS_BETWEEN = 5;
  private static final String DESTINATION = "messages";

  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final KafkaProducer<String, String> kafka;
  private final Connection rabbit;
  private final Channel channel;
  private int sent;

  Numbers(int kafkaPort, int rabbitPort) throws Exception {
    kafka =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", "127.0.0.1:" + kafkaPort),
            new StringSerializer(),
            new StringSerializer());
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost("127.0.0.1");
    factory.setPort(rabbitPort);
    rabbit = factory.newConnection();
    channel = rabbit.createChannel();
    channel.confirmSelect();
    var unused = thread.scheduleAtFixedRate(this::send, 0, MILLIS_BETWEEN, TimeUnit.MILLISECONDS);
  }

  private void send() {
    sent++;
    var unused = kafka.send(new ProducerRecord<>(DESTINATION, Integer.toString(sent)));
    try {
      channel.basicPublish(
          "",
          DESTINATION,
          MessageProperties.PERSISTENT_BASIC,
          Integer.toString(sent).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops; returns what both brokers have confirmed. */
  List<String> stop() throws Exception {
    thread.shutdown();
    if (!thread.awaitTermination(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("still sending");
    }
    kafka.flush();
    channel.waitForConfirmsOrDie(30_000);
    return IntStream.rangeClosed(1, sent).mapToObj(Integer::toString).toList();
  }

  @Override
  public void close() throws IOException {
    thread.shutdownNow();
    kafka.close();
    rabbit.close();
  }
}
