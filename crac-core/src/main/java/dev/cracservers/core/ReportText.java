// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import dev.cracservers.core.CheckpointReport.PhaseSpan;
import dev.cracservers.core.CheckpointReport.Span;
import dev.cracservers.core.CheckpointReport.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Prints a report for people: as a table of steps and as a waterfall. */
final class ReportText {
  private static final int CHART_WIDTH = 48;

  private ReportText() {}

  static String table(CheckpointReport report) {
    StringBuilder text = new StringBuilder();
    text.append(report.outcome()).append(", begun ").append(report.started()).append('\n');
    text.append(String.format("%-14s %-24s %12s  %s%n", "phase", "resource", "ms", "counts"));
    boolean imageShown = report.image().isEmpty();
    for (Step step : report.steps()) {
      if (!imageShown && !step.phase().isBeforeImage()) {
        text.append(row("image", "", report.downtime(), "wall clock"));
        imageShown = true;
      }
      text.append(
          row(step.pass().toString(), step.resource(), step.span().duration(), outcome(step)));
    }
    if (!imageShown) {
      text.append(row("image", "", report.downtime(), "wall clock"));
    }
    if (report.isClockBackward()) {
      text.append(backward(report)).append('\n');
    }
    return text.toString();
  }

  static String backward(CheckpointReport report) {
    return "the monotonic clock went back by "
        + report.monotonicJump().negated().toMillis()
        + " ms over the image: timers that were set before it wait that much longer. Remedy: set"
        + " them anew in reopen(), or restore as root";
  }

  private static String row(String phase, String resource, Duration duration, String counts) {
    return String.format("%-14s %-24s %12s  %s%n", phase, resource, millis(duration), counts);
  }

  /**
   * Draws phases and steps on one axis. The image is cut out of the axis and shown as a line of its
   * own: it may last for days.
   */
  static String waterfall(CheckpointReport report) {
    Duration gap = report.downtime();
    Duration gapStart = report.image().map(Span::offset).orElse(Duration.ZERO);
    Duration end = Duration.ZERO;
    for (PhaseSpan phase : report.phases()) {
      Duration phaseEnd =
          withoutGap(phase.span().offset(), gapStart, gap).plus(phase.span().duration());
      end = phaseEnd.compareTo(end) > 0 ? phaseEnd : end;
    }
    double scale = CHART_WIDTH / Math.max(1.0, (double) end.toNanos());
    List<String> lines = new ArrayList<>();
    boolean imageDrawn = report.image().isEmpty();
    for (PhaseSpan phase : report.phases()) {
      if (!imageDrawn && !phase.phase().isBeforeImage()) {
        lines.add(imageLine(gap));
        imageDrawn = true;
      }
      String name = phase.pass().toString();
      lines.add(line(name, phase.span(), '=', gapStart, gap, scale));
      for (Step step : report.steps()) {
        if (step.pass().equals(phase.pass())) {
          lines.add(line("  " + step.resource(), step.span(), '-', gapStart, gap, scale));
        }
      }
    }
    if (!imageDrawn) {
      lines.add(imageLine(gap));
    }
    return String.join("\n", lines) + "\n";
  }

  private static String imageLine(Duration gap) {
    return String.format(
        "%-26s|%s| %10s ms", "image", center(" frozen ", CHART_WIDTH), millis(gap));
  }

  private static String line(
      String name, Span span, char bar, Duration gapStart, Duration gap, double scale) {
    Duration offset = withoutGap(span.offset(), gapStart, gap);
    int from = Math.min(column(offset, scale), CHART_WIDTH - 1);
    int to = Math.min(column(offset.plus(span.duration()), scale), CHART_WIDTH);
    int length = Math.max(1, to - from);
    String drawn = " ".repeat(from) + String.valueOf(bar).repeat(length);
    return String.format(
        "%-26s|%-" + CHART_WIDTH + "s| %10s ms", name, drawn, millis(span.duration()));
  }

  private static int column(Duration offset, double scale) {
    return (int) Math.round(offset.toNanos() * scale);
  }

  private static Duration withoutGap(Duration offset, Duration gapStart, Duration gap) {
    return offset.compareTo(gapStart) > 0 ? offset.minus(gap) : offset;
  }

  private static String center(String word, int width) {
    int left = (width - word.length()) / 2;
    return ".".repeat(left) + word + ".".repeat(width - word.length() - left);
  }

  private static String outcome(Step step) {
    String counts =
        new TreeMap<>(step.counts())
            .entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    return step.failure() == null ? counts : (counts + " FAILED: " + step.failure()).strip();
  }

  private static String millis(Duration duration) {
    return String.format(Locale.ROOT, "%.1f", duration.toNanos() / 1e6);
  }
}
