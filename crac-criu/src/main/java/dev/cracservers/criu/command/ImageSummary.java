// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.command;

import dev.cracservers.criu.image.ImageManifest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What an image is, for people and for machines. */
final class ImageSummary {
  private static final int CHART_WIDTH = 48;
  private static final double KILOBYTE = 1e3;
  private static final double MEGABYTE = 1e6;

  /** A part of the checkpoint: when it began, how long it took, in milliseconds. */
  private record Span(double start, double duration, String name) {}

  private final String folder;
  private final String owner;
  private final ImageManifest manifest;

  ImageSummary(String folder, String owner, ImageManifest manifest) {
    this.folder = folder;
    this.owner = owner;
    this.manifest = manifest;
  }

  Map<String, Object> toJson() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("folder", folder);
    object.put("takenBy", owner);
    for (String name : List.of("taken", "kernel", "java.home", "java.build", "criu.version")) {
      object.put(name, one(name));
    }
    for (String name : List.of("pid", "dump.millis", "image.bytes")) {
      manifest
          .find(name)
          .filter(value -> value.matches("\\d{1,18}"))
          .ifPresent(value -> object.put(name, Long.valueOf(value)));
    }
    object.put("files", manifest.numbersBelow("file"));
    object.put("memory", manifest.numbersBelow("memory"));
    object.put("advice", manifest.all("advice"));
    object.put("timeline", timeline().stream().map(ImageSummary::json).toList());
    object.put("descriptors", manifest.below("descriptor"));
    return object;
  }

  private static Map<String, Object> json(Span span) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", span.name());
    object.put("startMillis", span.start());
    object.put("millis", span.duration());
    return object;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    row(text, "image", folder);
    row(text, "taken", one("taken") + " by " + owner + ", of process " + one("pid"));
    row(text, "java", one("java.build") + " in " + one("java.home"));
    row(text, "kernel", one("kernel"));
    row(text, "criu", one("criu.version") + ", wrote for " + one("dump.millis") + " ms");
    row(text, "size", manifest.find("image.bytes").map(ImageSummary::megabytes).orElse("?"));
    sizes(text, "\nSize by kind of file\n", kindsOfFiles());
    sizes(text, "\nMemory of the process\n", manifest.numbersBelow("memory"));
    manifest.all("advice").forEach(advice -> text.append("  -> ").append(advice).append('\n'));
    waterfall(text);
    text.append("\nOpen in it\n");
    manifest
        .below("descriptor")
        .forEach((number, target) -> text.append(String.format("  %4s  %s%n", number, target)));
    return text.toString();
  }

  /** CRIU names its files KIND-NUMBER.img. */
  private Map<String, Long> kindsOfFiles() {
    Map<String, Long> kinds = new TreeMap<>();
    manifest
        .numbersBelow("file")
        .forEach(
            (file, size) -> kinds.merge(file.replaceAll("(-\\d+)*\\.img$", ""), size, Long::sum));
    return kinds;
  }

  private static void sizes(StringBuilder text, String title, Map<String, Long> sizes) {
    if (sizes.isEmpty()) {
      return;
    }
    text.append(title);
    sizes.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .filter(entry -> entry.getValue() > 0)
        .forEach(
            entry ->
                text.append(
                    String.format(
                        "  %-22s %12s%n", entry.getKey(), megabytes("" + entry.getValue()))));
  }

  private List<Span> timeline() {
    List<Span> spans = new ArrayList<>();
    double end = 0;
    for (String line : manifest.all("timeline")) {
      String[] fields = line.split(" ", 3);
      Span span = new Span(Double.parseDouble(fields[0]), Double.parseDouble(fields[1]), fields[2]);
      spans.add(span);
      end = Math.max(end, span.start() + span.duration());
    }
    double from = end;
    manifest
        .find("dump.millis")
        .ifPresent(millis -> spans.add(new Span(from, Double.parseDouble(millis), "image")));
    return spans;
  }

  private void waterfall(StringBuilder text) {
    List<Span> spans = timeline();
    double end = spans.stream().mapToDouble(span -> span.start() + span.duration()).max().orElse(0);
    text.append("\nTimeline of the checkpoint\n");
    for (Span span : spans) {
      int from = Math.min(column(span.start(), end), CHART_WIDTH - 1);
      int to = Math.max(from + 1, column(span.start() + span.duration(), end));
      text.append(
          String.format(
              Locale.ROOT,
              "  |%-" + CHART_WIDTH + "s| %9.1f ms  %s%n",
              " ".repeat(from) + "=".repeat(to - from),
              span.duration(),
              span.name()));
    }
  }

  private static int column(double millis, double end) {
    return (int) Math.round(millis * CHART_WIDTH / Math.max(1, end));
  }

  private String one(String name) {
    return manifest.find(name).orElse("?");
  }

  private static void row(StringBuilder text, String name, String value) {
    text.append(String.format("%-8s %s%n", name, value));
  }

  private static String megabytes(String bytes) {
    if (!bytes.matches("\\d{1,18}")) {
      return "?";
    }
    long count = Long.parseLong(bytes);
    return count < MEGABYTE
        ? String.format(Locale.ROOT, "%.1f kB", count / KILOBYTE)
        : String.format(Locale.ROOT, "%.1f MB", count / MEGABYTE);
  }
}
