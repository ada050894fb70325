// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit.real;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Finds out, once in a JVM, whether a CRIU works here. */
final class CriuCondition implements ExecutionCondition {
  private static CracCommand.@Nullable Ended proof;

  CriuCondition() {}

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    CracCommand.Ended proved = prove();
    if (proved.status() == 0) {
      return ConditionEvaluationResult.enabled(proved.output().strip());
    }
    String reason = "no real checkpoint can be taken here: " + proved.output().strip();
    if (System.getenv("CI") != null) {
      throw new IllegalStateException(reason);
    }
    System.err.println("SKIPPED " + context.getDisplayName() + ": " + reason);
    return ConditionEvaluationResult.disabled(reason);
  }

  private static synchronized CracCommand.Ended prove() {
    CracCommand.Ended known = proof;
    if (known == null) {
      try {
        known = CracCommand.run(Duration.ofMinutes(1), Map.of(), "setup", "--check");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        known = new CracCommand.Ended(1, "interrupted");
      }
      proof = known;
    }
    return known;
  }
}
