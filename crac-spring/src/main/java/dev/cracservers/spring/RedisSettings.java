// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Takes the address and the login of a single Redis over from one factory into another. */
final class RedisSettings {
  private RedisSettings() {}

  static void ofLettuce(LettuceConnectionFactory today, LettuceConnectionFactory used) {
    take(today.getStandaloneConfiguration(), used.getStandaloneConfiguration());
  }

  static void ofJedis(JedisConnectionFactory today, JedisConnectionFactory used) {
    take(today.getStandaloneConfiguration(), used.getStandaloneConfiguration());
    boolean early = used.isEarlyStartup();
    used.setEarlyStartup(false);
    // Only this makes another login of the settings.
    used.afterPropertiesSet();
    used.setEarlyStartup(early);
  }

  private static void take(
      @Nullable RedisStandaloneConfiguration today, @Nullable RedisStandaloneConfiguration used) {
    if (today == null || used == null) {
      return;
    }
    used.setHostName(today.getHostName());
    used.setPort(today.getPort());
    used.setDatabase(today.getDatabase());
    used.setUsername(today.getUsername());
    used.setPassword(today.getPassword());
  }
}
