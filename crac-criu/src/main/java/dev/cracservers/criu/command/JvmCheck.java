// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.command;

import dev.cracservers.criu.command.Finding.Area;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether a JVM was started so that it can be checkpointed, and its image stays small. */
final class JvmCheck {
  private static final int OLDEST_JAVA = 17;
  private static final String OUR_AGENT = "crac-criu";
  private static final String COMPACT_ALL = "-XX:MarkSweepDeadRatio=0";
  private static final String WITHOUT = "start the server without it";

  /** Collectors by how the name of a thread of theirs begins; G1 has those of Parallel too. */
  private enum Collector {
    G1("G1 "),
    ZGC("ZDirector"),
    SHENANDOAH("Shenandoah"),
    PARALLEL("GC Thread"),
    SERIAL("");

    private final String thread;

    Collector(String thread) {
      this.thread = thread;
    }

    static Collector of(JavaProcess process) {
      return Stream.of(values())
          .filter(collector -> process.hasThread(collector.thread))
          .findFirst()
          .orElse(SERIAL);
    }
  }

  /** Options, and what they make larger or slower. */
  private static final Map<String, String> COSTLY =
      Map.of(
          "-XX:+AlwaysPreTouch",
              "touches the whole heap, free or not, and all of it is in the image",
          "-XX:+UseTransparentHugePages",
              "makes pages of 2 MB of what needs 4 kB, and the image larger",
          "-XX:+UseLargePages", "takes huge pages, of which no image was ever tested",
          "-XX:+DisableExplicitGC",
              "keeps the engine from collecting, and garbage with dead secrets is in the image",
          "-XX:+ExplicitGCInvokesConcurrent",
              "leaves objects where they are, and dead secrets among them are in the image");

  private final JavaProcess process;
  private final List<Finding> findings = new ArrayList<>();

  JvmCheck(JavaProcess process) {
    this.process = process;
  }

  List<Finding> findings() throws IOException {
    Optional<Path> home = process.home();
    if (home.isEmpty()) {
      findings.add(
          Finding.problem(
              Area.PROCESS,
              "process",
              process.pid() + " (" + process.name() + ") is no JVM that has started",
              "name the process of the server, or of the launcher that stays with it"));
      return findings;
    }
    lookAtVersion(home.get());
    lookAtPerformanceData();
    lookAtCollector();
    lookAtDeadObjects();
    lookAtOptions();
    return findings;
  }

  private void lookAtVersion(Path home) throws IOException {
    String build = process.build().orElse("of a build that its release file does not tell");
    if (build.matches("\\d+.*") && Runtime.Version.parse(build).feature() < OLDEST_JAVA) {
      problem("java", "Java " + build + " in " + home, "use Java " + OLDEST_JAVA + " or later");
    } else {
      findings.add(Finding.ok(Area.JAVA, "java", "Java " + build + " in " + home));
    }
  }

  private void lookAtPerformanceData() {
    boolean mapped = process.mappedFiles().stream().anyMatch(file -> file.contains("/hsperfdata_"));
    if (mapped) {
      problem(
          "performance data",
          "the JVM keeps it in a file that other JVMs delete once this one has ended",
          "start it with -XX:-UsePerfData, as `crac run` does");
    } else {
      findings.add(Finding.ok(Area.JAVA, "performance data", "not in a file"));
    }
  }

  private void lookAtCollector() {
    Collector collector = Collector.of(process);
    if (collector == Collector.SERIAL || collector == Collector.PARALLEL) {
      warning(
          "collector",
          collector + " gives little memory back, so that the image holds free heap",
          "use -XX:+UseG1GC, if the size of the image or the time of a restore matters");
    } else {
      findings.add(Finding.ok(Area.JAVA, "collector", collector.toString()));
    }
  }

  private void lookAtDeadObjects() {
    if (!process.hasOption(COMPACT_ALL)) {
      warning(
          "dead objects",
          "a collection leaves a part of them where they are, and secrets among them are in the image",
          "start it with " + COMPACT_ALL + ", as `crac run` does");
    }
  }

  private void lookAtOptions() {
    COSTLY.forEach(
        (option, cost) -> {
          if (process.hasOption(option)) {
            warning(option, "it " + cost, WITHOUT);
          }
        });
    process
        .optionsThatStartWith("-agentlib:jdwp")
        .forEach(option -> problem(option, "the debugger listens on a socket", WITHOUT));
    for (String kind : List.of("-javaagent:", "-agentpath:", "-agentlib:")) {
      process
          .optionsThatStartWith(kind)
          .filter(option -> !option.contains(OUR_AGENT) && !option.startsWith("-agentlib:jdwp"))
          .forEach(
              option ->
                  warning(
                      option.length() > 100 ? option.substring(0, 100) : option,
                      "an agent, of which nobody knows what it keeps open",
                      "look at the open descriptors below, and try a checkpoint"));
    }
  }

  private void warning(String subject, String text, String remedy) {
    findings.add(Finding.warning(Area.JAVA, subject, text, remedy));
  }

  private void problem(String subject, String text, String remedy) {
    findings.add(Finding.problem(Area.JAVA, subject, text, remedy));
  }
}
