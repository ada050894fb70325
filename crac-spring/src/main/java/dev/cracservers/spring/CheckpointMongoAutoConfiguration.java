// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import com.mongodb.client.MongoClient;
import com.mongodb.internal.connection.Cluster;
import dev.cracservers.core.CheckpointCoordinator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Takes clients of MongoDB through checkpoints. */
@AutoConfiguration
@ConditionalOnClass(Cluster.class)
@ConditionalOnBean(CheckpointCoordinator.class)
final class CheckpointMongoAutoConfiguration {
  @Bean
  static MongoClients checkpointedMongoClients(
      ApplicationContext context, ObjectProvider<MongoDriver<?>> drivers) {
    return new MongoClients(context, drivers);
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(MongoClient.class)
  static class Sync {
    @Bean
    static SyncMongo checkpointedSyncMongo() {
      return new SyncMongo();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(com.mongodb.reactivestreams.client.MongoClient.class)
  static class Reactive {
    @Bean
    static ReactiveMongo checkpointedReactiveMongo() {
      return new ReactiveMongo();
    }
  }
}
