// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a demo measured, as a table, as JSON, and as a verdict. */
final class Measurements {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Double> restoredMillis = new ArrayList<>();
  private final Map<String, Double> phases = new LinkedHashMap<>();
  private double coldMillis;
  private double imageMegabytes;
  private int sent;
  private int answered;
  private @Nullable String waterfall;

  void coldStart(long nanos) {
    coldMillis = nanos / 1e6;
  }

  void restored(long nanos) {
    restoredMillis.add(nanos / 1e6);
  }

  void inFlight(int requests, int answers) {
    sent = requests;
    answered = answers;
  }

  void image(Path folder) throws IOException {
    for (String line : Files.readAllLines(folder.resolve("manifest"))) {
      if (line.startsWith("image.bytes=")) {
        imageMegabytes = Long.parseLong(line.substring(line.indexOf('=') + 1)) / 1e6;
      }
    }
  }

  /** Takes the report of the first restore; the second one shares its way to the image. */
  void report(JsonNode ofServer) {
    if (waterfall != null) {
      return;
    }
    waterfall = ofServer.get("waterfall").asText();
    for (JsonNode phase : ofServer.at("/report/phases")) {
      phases.put(phase.get("phase").asText(), phase.get("millis").asDouble());
    }
  }

  /** Returns what went wrong; empty if nothing did. */
  Optional<String> fault() {
    return lost() == 0
        ? Optional.empty()
        : Optional.of(lost() + " of " + sent + " requests in flight were lost");
  }

  String table() {
    StringBuilder table = new StringBuilder();
    row(table, "first response, cold", "%.0f ms", coldMillis);
    for (int i = 0; i < restoredMillis.size(); i++) {
      row(table, "first response, restore " + (i + 1), "%.0f ms", restoredMillis.get(i));
    }
    row(table, "cold : restored", "%.1f : 1", ratio());
    row(table, "image", "%.0f MB", imageMegabytes);
    phases.forEach((phase, millis) -> row(table, phase, "%.1f ms", millis));
    row(table, "requests in flight, sent", "%.0f", sent);
    row(table, "requests in flight, answered", "%.0f", answered);
    row(table, "requests in flight, lost", "%.0f", lost());
    return table.toString();
  }

  String waterfall() {
    return waterfall == null ? "" : waterfall;
  }

  String json() throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.put("cold_ms", coldMillis);
    ArrayNode restored = json.putArray("restored_ms");
    restoredMillis.forEach(restored::add);
    json.put("ratio", ratio());
    json.put("image_mb", imageMegabytes);
    json.put("in_flight_sent", sent);
    json.put("in_flight_answered", answered);
    json.put("in_flight_lost", lost());
    ObjectNode byPhase = json.putObject("phases");
    phases.forEach(byPhase::put);
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json);
  }

  private int lost() {
    return sent - answered;
  }

  /** Compares with the mean of the restores, not with the best. */
  private double ratio() {
    return coldMillis
        / restoredMillis.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  private static void row(StringBuilder table, String name, String format, double value) {
    table.append(String.format("%-32s", name));
    table.append(String.format("%16s%n", String.format(Locale.ROOT, format, value)));
  }
}
