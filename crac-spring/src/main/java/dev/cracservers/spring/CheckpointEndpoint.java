// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointReport;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * {@code POST /actuator/checkpoint} begins a checkpoint and answers before its own server stops;
 * {@code GET} shows the last report. Off unless {@code management.endpoint.checkpoint.access} says
 * otherwise: whoever may write can stop the application.
 */
@Endpoint(id = "checkpoint", defaultAccess = Access.NONE)
final class CheckpointEndpoint {
  private final CheckpointCoordinator coordinator;
  private final CheckpointTrigger trigger;

  CheckpointEndpoint(CheckpointCoordinator coordinator, CheckpointTrigger trigger) {
    this.coordinator = coordinator;
    this.trigger = trigger;
  }

  @WriteOperation
  WebEndpointResponse<Map<String, String>> begin() {
    trigger.begin();
    return new WebEndpointResponse<>(Map.of("checkpoint", "begun"), 202);
  }

  @ReadOperation(produces = "application/json")
  @Nullable String lastReport() {
    return coordinator.lastReport().map(CheckpointReport::toJson).orElse(null);
  }
}
