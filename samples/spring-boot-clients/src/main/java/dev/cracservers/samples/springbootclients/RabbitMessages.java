// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.springbootclients;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Messages over RabbitMQ, sent and received. */
@RestController
class RabbitMessages {
  private static final String QUEUE = "messages";

  private final RabbitTemplate template;
  private final Queue<String> received = new ConcurrentLinkedQueue<>();

  RabbitMessages(RabbitTemplate template) {
    this.template = template;
  }

  @PostMapping("/rabbit")
  void send(@RequestBody String text) {
    template.convertAndSend(QUEUE, text);
  }

  @RabbitListener(queues = QUEUE)
  void receive(String text) {
    received.add(text);
  }

  @GetMapping("/rabbit")
  String received() {
    return String.join("\n", received);
  }

  @Configuration(proxyBeanMethods = false)
  static class Queues {
    @Bean
    org.springframework.amqp.core.Queue messagesOfRabbit() {
      return new org.springframework.amqp.core.Queue(QUEUE);
    }
  }
}
