// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointCoordinator;
import io.lettuce.core.AbstractRedisClient;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import redis.clients.jedis.JedisClientConfig;

/** Gives clients of Redis, which Spring stops and starts, what Spring leaves out. */
@AutoConfiguration
@ConditionalOnBean(CheckpointCoordinator.class)
final class CheckpointRedisAutoConfiguration {
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({LettuceConnectionFactory.class, AbstractRedisClient.class})
  static class Lettuce {
    @Bean
    static LettuceLoops lettuceLoops(ApplicationContext context) {
      return new LettuceLoops(context);
    }

    @Bean
    static RedefinedBeans<LettuceConnectionFactory> lettuceSettings(ApplicationContext context) {
      return new RedefinedBeans<>(
          context, LettuceConnectionFactory.class, RedisSettings::ofLettuce);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({JedisConnectionFactory.class, JedisClientConfig.class})
  static class Jedis {
    @Bean
    static RedefinedBeans<JedisConnectionFactory> jedisSettings(ApplicationContext context) {
      return new RedefinedBeans<>(context, JedisConnectionFactory.class, RedisSettings::ofJedis);
    }
  }
}
