// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.springbootclients;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Values in Redis, by Spring Boot's connections over Lettuce and by those over Jedis. */
@RestController
class RedisValues {
  private final StringRedisTemplate lettuce;
  private final StringRedisTemplate jedis;

  RedisValues(StringRedisTemplate lettuce, @Qualifier("jedis") JedisConnectionFactory jedis) {
    this.lettuce = lettuce;
    this.jedis = new StringRedisTemplate(jedis);
  }

  @PutMapping("/lettuce/{key}")
  void setByLettuce(@PathVariable String key, @RequestBody String value) {
    lettuce.opsForValue().set(key, value);
  }

  @GetMapping("/lettuce/{key}")
  @Nullable String getByLettuce(@PathVariable String key) {
    return lettuce.opsForValue().get(key);
  }

  @PutMapping("/jedis/{key}")
  void setByJedis(@PathVariable String key, @RequestBody String value) {
    jedis.opsForValue().set(key, value);
  }

  @GetMapping("/jedis/{key}")
  @Nullable String getByJedis(@PathVariable String key) {
    return jedis.opsForValue().get(key);
  }

  @Configuration(proxyBeanMethods = false)
  static class Connections {
    @Bean(defaultCandidate = false)
    @Qualifier("jedis")
    JedisConnectionFactory jedis(DataRedisConnectionDetails details) {
      DataRedisConnectionDetails.Standalone server = details.getStandalone();
      if (server == null) {
        throw new IllegalStateException("spring.data.redis names no single server");
      }
      RedisStandaloneConfiguration settings =
          new RedisStandaloneConfiguration(server.getHost(), server.getPort());
      settings.setPassword(details.getPassword());
      return new JedisConnectionFactory(settings);
    }
  }
}
