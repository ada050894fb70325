// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.CommonClientConfigs;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.util.StringUtils;

/** Takes the settings of clients of Kafka over from one factory into another. */
final class KafkaSettings {
  private KafkaSettings() {}

  static void ofProducers(ProducerFactory<?, ?> today, ProducerFactory<?, ?> used) {
    take(
        today.getConfigurationProperties(),
        used.getConfigurationProperties(),
        used::updateConfigs,
        used::removeConfig);
  }

  static void ofConsumers(ConsumerFactory<?, ?> today, ConsumerFactory<?, ?> used) {
    take(
        today.getConfigurationProperties(),
        used.getConfigurationProperties(),
        used::updateConfigs,
        used::removeConfig);
  }

  /** Of this one the servers, which is all that can be changed. */
  static void ofAdmin(KafkaAdmin today, KafkaAdmin used) {
    Object servers =
        today.getConfigurationProperties().get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
    String names =
        servers instanceof Collection<?> list
            ? StringUtils.collectionToCommaDelimitedString(list)
            : String.valueOf(servers);
    used.setBootstrapServersSupplier(() -> names);
  }

  private static void take(
      Map<String, Object> today,
      Map<String, Object> used,
      Consumer<Map<String, Object>> update,
      Consumer<String> remove) {
    Set<String> gone = new HashSet<>(used.keySet());
    gone.removeAll(today.keySet());
    gone.forEach(remove);
    update.accept(today);
  }
}
