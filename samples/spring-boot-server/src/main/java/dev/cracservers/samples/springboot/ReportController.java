// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.springboot;

import dev.cracservers.core.CheckpointCoordinator;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells who this instance is and how its last checkpoint and restore went. */
@RestController
class ReportController {
  private final CheckpointCoordinator coordinator;

  ReportController(CheckpointCoordinator coordinator) {
    this.coordinator = coordinator;
  }

  @GetMapping(path = "/report", produces = "application/json")
  String report() {
    return "{\"instance\":\"%s\",\"report\":%s}"
        .formatted(
            coordinator.instanceId(),
            coordinator.lastReport().map(report -> report.toJson()).orElse("null"));
  }
}
