// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.core.CheckpointReport.PhaseSpan;
import dev.cracservers.core.CheckpointReport.Span;
import dev.cracservers.core.CheckpointReport.Step;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class CheckpointReportTest {
  /** Half a day between two halves of 50 ms each. */
  private static final CheckpointReport RESTORED =
      new CheckpointReport(
          Outcome.RESTORED,
          FakeClock.START,
          Optional.of(new Span(millis(50), Duration.ofHours(12))),
          Duration.ofHours(-3),
          List.of(
              new PhaseSpan(new PhasePass(Phase.DRAIN, false), span(0, 40)),
              new PhaseSpan(new PhasePass(Phase.CLOSE, false), span(40, 10)),
              new PhaseSpan(new PhasePass(Phase.REOPEN, false), later(0, 30)),
              new PhaseSpan(new PhasePass(Phase.REBIND, false), later(30, 20))),
          List.of(
              step("connector", Phase.DRAIN, span(0, 40), Map.of("finished", 3L), null),
              step("pool", Phase.CLOSE, span(40, 10), Map.of("cut", 1L), null),
              step("pool", Phase.REOPEN, later(0, 30), Map.of(), null),
              step("connector", Phase.REBIND, later(30, 20), Map.of("cut", 1L), null)));

  private static final CheckpointReport REFUSED =
      new CheckpointReport(
          Outcome.REFUSED,
          FakeClock.START,
          Optional.empty(),
          Duration.ZERO,
          List.of(
              new PhaseSpan(new PhasePass(Phase.CLOSE, false), span(0, 1)),
              new PhaseSpan(new PhasePass(Phase.REOPEN, true), span(1, 1))),
          List.of(
              step(
                  "a \"pool\"",
                  Phase.CLOSE,
                  span(0, 1),
                  Map.of(),
                  "C:\\x\n\tfd 7 is open \u0001 é"),
              new Step(
                  "a \"pool\"", new PhasePass(Phase.REOPEN, true), span(1, 1), Map.of(), null)));

  @Test
  void theTableHasARowForEachStepAndForTheImageWhereItLies() {
    assertThat(RESTORED.toTable().lines())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("RESTORED, begun 2026-01-02T03:04:05Z"),
            line -> assertThat(line).startsWith("phase"),
            line -> assertThat(line).matches("DRAIN +connector +40\\.0 +finished=3"),
            line -> assertThat(line).matches("CLOSE +pool +10\\.0 +cut=1"),
            line -> assertThat(line).matches("image +43200000\\.0 +wall clock"),
            line -> assertThat(line).matches("REOPEN +pool +30\\.0 *"),
            line -> assertThat(line).matches("REBIND +connector +20\\.0 +cut=1"),
            line -> assertThat(line).contains("went back by 10800000 ms", "Remedy: "));
    assertThat(RESTORED).hasToString(RESTORED.toTable());
  }

  @Test
  void theTableTellsFailuresAndUndo() {
    assertThat(REFUSED.toTable())
        .contains("FAILED: C:\\x\n\tfd 7 is open")
        .containsPattern("REOPEN \\(undo\\) +a \"pool\"")
        .doesNotContain("image");
  }

  @Test
  void theWaterfallLeavesTheImageOutOfItsAxis() {
    List<String> lines = RESTORED.toWaterfall().lines().toList();

    assertThat(lines).hasSize(9);
    assertThat(bar(lines.get(0), '=')).isEqualTo(List.of(0, 19));
    assertThat(bar(lines.get(1), '-')).isEqualTo(List.of(0, 19));
    assertThat(bar(lines.get(2), '=')).isEqualTo(List.of(19, 24));
    assertThat(lines.get(4)).startsWith("image").contains("frozen").endsWith("43200000.0 ms");
    assertThat(bar(lines.get(5), '=')).isEqualTo(List.of(24, 38));
    assertThat(bar(lines.get(7), '=')).isEqualTo(List.of(38, 48));
  }

  @Test
  void theWaterfallShowsAnImageThatTookNoTime() {
    CheckpointReport instant =
        new CheckpointReport(
            Outcome.RESUMED,
            FakeClock.START,
            Optional.of(new Span(millis(5), Duration.ZERO)),
            Duration.ZERO,
            List.of(
                new PhaseSpan(new PhasePass(Phase.CLOSE, false), span(0, 5)),
                new PhaseSpan(new PhasePass(Phase.REOPEN, true), span(5, 5))),
            List.of());

    assertThat(instant.toWaterfall().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("CLOSE"),
            line -> assertThat(line).startsWith("image"),
            line -> assertThat(line).startsWith("REOPEN (undo)"));
  }

  @Test
  void theJsonHoldsEverything() throws Exception {
    JsonNode json = new ObjectMapper().readTree(RESTORED.toJson());

    assertThat(json.get("outcome").asText()).isEqualTo("RESTORED");
    assertThat(json.get("started").asText()).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(json.get("downtimeMillis").asDouble()).isEqualTo(43_200_000);
    assertThat(json.get("monotonicJumpMillis").asDouble()).isEqualTo(-10_800_000);
    assertThat(json.get("image").get("offsetMillis").asDouble()).isEqualTo(50);
    assertThat(json.get("phases")).hasSize(4);
    assertThat(json.get("phases").get(3).get("phase").asText()).isEqualTo("REBIND");
    JsonNode drain = json.get("steps").get(0);
    assertThat(drain.get("resource").asText()).isEqualTo("connector");
    assertThat(drain.get("millis").asDouble()).isEqualTo(40);
    assertThat(drain.get("counts").get("finished").asLong()).isEqualTo(3);
    assertThat(drain.get("failure").isNull()).isTrue();
    assertThat(drain.get("undo").asBoolean()).isFalse();
  }

  @Test
  void theJsonKeepsWhateverAMessageHolds() throws Exception {
    JsonNode json = new ObjectMapper().readTree(REFUSED.toJson());

    JsonNode step = json.get("steps").get(0);
    assertThat(step.get("resource").asText()).isEqualTo("a \"pool\"");
    assertThat(step.get("failure").asText()).isEqualTo("C:\\x\n\tfd 7 is open \u0001 é");
    assertThat(json.get("image").isNull()).isTrue();
    assertThat(json.get("steps").get(1).get("undo").asBoolean()).isTrue();
  }

  @Test
  void theJsonIsTheSameInEveryLanguage() throws Exception {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      JsonNode json = new ObjectMapper().readTree(REFUSED.toJson());
      assertThat(json.get("steps").get(0).get("millis").asDouble()).isEqualTo(1);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void countsAddUpOverAllSteps() {
    assertThat(RESTORED.count("cut")).isEqualTo(2);
    assertThat(RESTORED.count("finished")).isEqualTo(3);
    assertThat(RESTORED.count("unheard of")).isZero();
  }

  @Test
  void withoutAnImageThereIsNoDowntime() {
    assertThat(REFUSED.downtime()).isZero();
    assertThat(RESTORED.downtime()).isEqualTo(Duration.ofHours(12));
  }

  private static Step step(
      String resource, Phase phase, Span span, Map<String, Long> counts, @Nullable String failure) {
    return new Step(resource, new PhasePass(phase, false), span, counts, failure);
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }

  private static Span span(long offset, long duration) {
    return new Span(millis(offset), millis(duration));
  }

  private static Span later(long offset, long duration) {
    return new Span(Duration.ofHours(12).plusMillis(50 + offset), millis(duration));
  }

  /** Returns where the bar of a line begins and ends on the chart. */
  private static List<Integer> bar(String line, char drawn) {
    String chart = line.substring(line.indexOf('|') + 1, line.lastIndexOf('|'));
    return List.of(chart.indexOf(drawn), chart.lastIndexOf(drawn) + 1);
  }
}
