// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointCoordinator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/** Tells at {@code /actuator/info} who this instance is and how its last checkpoint ended. */
final class RestoreInfo implements InfoContributor {
  private final CheckpointCoordinator coordinator;

  RestoreInfo(CheckpointCoordinator coordinator) {
    this.coordinator = coordinator;
  }

  @Override
  public void contribute(Info.Builder builder) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("instance", coordinator.instanceId().toString());
    coordinator
        .lastReport()
        .ifPresent(
            report -> {
              details.put("outcome", report.outcome().toString());
              details.put("started", report.started().toString());
              details.put("downtimeMillis", report.downtime().toMillis());
            });
    builder.withDetail("checkpoint", details);
  }
}
