// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointCoordinator;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/** Gives clients of RabbitMQ, which Spring stops and starts, today's settings. */
@AutoConfiguration
@ConditionalOnClass({CachingConnectionFactory.class, RabbitConnectionDetails.class})
@ConditionalOnBean(CheckpointCoordinator.class)
final class CheckpointRabbitAutoConfiguration {
  @Bean
  static RabbitAddress rabbitAddress(ApplicationContext context) {
    return new RabbitAddress(context);
  }
}
