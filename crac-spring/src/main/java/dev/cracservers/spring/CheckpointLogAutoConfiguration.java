// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.Registration;
import dev.cracservers.logging.LogFileResource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;

/** Takes the files of the log through checkpoints. */
@AutoConfiguration
@ConditionalOnBean(CheckpointCoordinator.class)
final class CheckpointLogAutoConfiguration {
  @Bean
  static LogFileResource checkpointLogFiles(CheckpointCoordinator coordinator) {
    LogFileResource files = LogFileResource.ofPresentLibraries();
    Registration unused = coordinator.register(files);
    return files;
  }
}
