// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import ch.qos.logback.classic.LoggerContext;
import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.Registration;
import org.apache.logging.log4j.LogManager;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Takes the files of the log through checkpoints. */
@AutoConfiguration
@ConditionalOnBean(CheckpointCoordinator.class)
final class CheckpointLogAutoConfiguration {
  @Bean
  static LogFiles checkpointLogFiles(
      CheckpointCoordinator coordinator, ObjectProvider<LogFiles.Make> makes) {
    LogFiles files = new LogFiles(makes.stream().toList());
    Registration unused = coordinator.register(files);
    return files;
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(LoggerContext.class)
  static class Logback {
    @Bean
    static LogbackFiles logbackFiles() {
      return new LogbackFiles();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({LogManager.class, org.apache.logging.log4j.core.LoggerContext.class})
  static class Log4j {
    @Bean
    static Log4jFiles log4jFiles() {
      return new Log4jFiles(() -> LogManager.getContext(false));
    }
  }
}
