// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.SingletonBeanRegistry;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.env.Environment;

/** Explains a start that failed because of the checkpoint it was to take, as onRefresh does. */
final class CheckpointFailureAnalyzer implements FailureAnalyzer {
  private final OwnerHint owners;

  CheckpointFailureAnalyzer(BeanFactory beans, Environment environment) {
    owners = new OwnerHint((SingletonBeanRegistry) beans, environment);
  }

  @Override
  public @Nullable FailureAnalysis analyze(Throwable failure) {
    return FailureText.of(failure, owners);
  }
}
