// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointCoordinator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.ProducerFactory;

/** Gives clients of Kafka, which Spring stops and starts, today's settings. */
@AutoConfiguration
@ConditionalOnClass(KafkaAdmin.class)
@ConditionalOnBean(CheckpointCoordinator.class)
final class CheckpointKafkaAutoConfiguration {
  @Bean
  @SuppressWarnings("rawtypes") // There is no other class of any ProducerFactory.
  static RedefinedBeans<ProducerFactory> kafkaProducerSettings(ApplicationContext context) {
    return new RedefinedBeans<>(
        context, ProducerFactory.class, (today, used) -> KafkaSettings.ofProducers(today, used));
  }

  @Bean
  @SuppressWarnings("rawtypes") // There is no other class of any ConsumerFactory.
  static RedefinedBeans<ConsumerFactory> kafkaConsumerSettings(ApplicationContext context) {
    return new RedefinedBeans<>(
        context, ConsumerFactory.class, (today, used) -> KafkaSettings.ofConsumers(today, used));
  }

  @Bean
  static RedefinedBeans<KafkaAdmin> kafkaAdminSettings(ApplicationContext context) {
    return new RedefinedBeans<>(context, KafkaAdmin.class, KafkaSettings::ofAdmin);
  }
}
