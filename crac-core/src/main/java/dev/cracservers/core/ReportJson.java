// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import dev.cracservers.core.CheckpointReport.PhaseSpan;
import dev.cracservers.core.CheckpointReport.Span;
import dev.cracservers.core.CheckpointReport.Step;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes a report as JSON. By hand, since a JSON library in the core would come with every adapter
 * and every application.
 */
final class ReportJson {
  private ReportJson() {}

  static String write(CheckpointReport report) {
    return "{\"outcome\":"
        + string(report.outcome().name())
        + ",\"started\":"
        + string(report.started().toString())
        + ",\"downtimeMillis\":"
        + millis(report.downtime())
        + ",\"monotonicJumpMillis\":"
        + millis(report.monotonicJump())
        + ",\"image\":"
        + report.image().map(image -> "{" + span(image) + "}").orElse("null")
        + ",\"phases\":"
        + array(report.phases(), ReportJson::phase)
        + ",\"steps\":"
        + array(report.steps(), ReportJson::step)
        + "}";
  }

  private static String phase(PhaseSpan phase) {
    return "{\"phase\":"
        + string(phase.phase().name())
        + ",\"undo\":"
        + phase.undo()
        + ","
        + span(phase.span())
        + "}";
  }

  private static String step(Step step) {
    String counts =
        new TreeMap<>(step.counts())
            .entrySet().stream()
                .map(entry -> string(entry.getKey()) + ":" + entry.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    return "{\"resource\":"
        + string(step.resource())
        + ",\"phase\":"
        + string(step.phase().name())
        + ",\"undo\":"
        + step.undo()
        + ","
        + span(step.span())
        + ",\"counts\":"
        + counts
        + ",\"failure\":"
        + string(step.failure())
        + "}";
  }

  private static String span(Span span) {
    return "\"offsetMillis\":" + millis(span.offset()) + ",\"millis\":" + millis(span.duration());
  }

  private static String millis(Duration duration) {
    return String.format(Locale.ROOT, "%.3f", duration.toNanos() / 1e6);
  }

  private static <T> String array(List<T> items, Function<T, String> writer) {
    return items.stream().map(writer).collect(Collectors.joining(",", "[", "]"));
  }

  static String string(@Nullable String text) {
    if (text == null) {
      return "null";
    }
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c == '\n') {
        json.append("\\n");
      } else if (c < 0x20) {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
