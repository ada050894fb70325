// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.jettyserver;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointReport;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code GET /report} tells who this instance is and how its last checkpoint and restore went. */
final class ReportServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient CheckpointCoordinator coordinator;
  private final transient ObjectMapper json;

  ReportServlet(CheckpointCoordinator coordinator, ObjectMapper json) {
    this.coordinator = coordinator;
    this.json = json;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ObjectNode report = json.createObjectNode();
    report.put("instance", coordinator.instanceId().toString());
    CheckpointReport last = coordinator.lastReport().orElse(null);
    report.set("report", last == null ? json.nullNode() : json.readTree(last.toJson()));
    report.put("waterfall", last == null ? "" : last.toWaterfall());
    response.setContentType("application/json");
    response.getOutputStream().write(json.writeValueAsBytes(report));
  }
}
