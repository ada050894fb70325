// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.springbootclients;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.NewTopic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Messages over Kafka, sent and received; each that is received is logged. */
@RestController
class KafkaMessages {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaMessages.class);
  private static final String TOPIC = "messages";

  private final KafkaTemplate<String, String> template;
  private final Queue<String> received = new ConcurrentLinkedQueue<>();

  KafkaMessages(KafkaTemplate<String, String> template) {
    this.template = template;
  }

  @PostMapping("/kafka")
  void send(@RequestBody String text) throws Exception {
    template.send(TOPIC, text).get(30, TimeUnit.SECONDS);
  }

  @KafkaListener(topics = TOPIC)
  void receive(String text) {
    received.add(text);
    LOG.info("received {}", text);
  }

  @GetMapping("/kafka")
  String received() {
    return String.join("\n", received);
  }

  @Configuration(proxyBeanMethods = false)
  static class Topics {
    @Bean
    NewTopic messages() {
      return new NewTopic(TOPIC, 1, (short) 1);
    }
  }
}
