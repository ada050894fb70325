// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.command;

import dev.cracservers.criu.Look;
import dev.cracservers.criu.command.Finding.Area;
import dev.cracservers.criu.platform.ChildProcesses;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Asks the engine in a process what would keep it from a checkpoint now. */
final class EngineCheck {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final JavaProcess process;
  private final Optional<Path> control;

  /**
   * Asks a process.
   *
   * @param control the folder in which it takes requests; empty if it takes none
   */
  EngineCheck(JavaProcess process, Optional<Path> control) {
    this.process = process;
    this.control = control;
  }

  List<Finding> findings() throws IOException {
    if (control.isEmpty()) {
      return List.of(
          Finding.problem(
              Area.PROCESS,
              "engine",
              "process " + process.pid() + " takes no requests, it has " + descriptors(),
              "start it with `crac run java ...`"));
    }
    Path answer = control.get().resolve("look." + ProcessHandle.current().pid());
    try {
      ask(new Look(answer));
      return Files.exists(answer) ? read(Files.readAllLines(answer)) : List.of(silent());
    } finally {
      Files.deleteIfExists(answer);
    }
  }

  /** What can be counted from outside. */
  private String descriptors() {
    long sockets = process.open().stream().filter(target -> target.startsWith("socket:")).count();
    return process.open().size() + " different descriptors open, " + sockets + " of them sockets";
  }

  /** Open both ways, so that this does not block while the process is not listening. */
  private void ask(Look look) throws IOException {
    Path pipe = control.orElseThrow().resolve("requests");
    try (RandomAccessFile requests = new RandomAccessFile(pipe.toFile(), "rw")) {
      requests.write(look.request().getBytes(StandardCharsets.UTF_8));
      long begun = System.nanoTime();
      while (!Files.exists(look.answer()) && System.nanoTime() - begun < PATIENCE.toNanos()) {
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
  }

  private Finding silent() {
    return Finding.problem(
        Area.PROCESS,
        "engine",
        "process " + process.pid() + " did not answer within " + PATIENCE.toSeconds() + " s",
        "is a checkpoint under way, or the process stopped or short of memory?");
  }

  private List<Finding> read(List<String> lines) {
    List<Finding> findings = new ArrayList<>();
    boolean somebodyIsTold = false;
    findings.add(
        Finding.ok(
            Area.PROCESS,
            "randomness",
            "new in each restored process where the JDK keeps it; what objects of the application keep,"
                + " such as a java.util.Random, is the same in each"));
    for (String line : lines) {
      if (line.startsWith(Look.RESOURCES)) {
        int resources = Integer.parseInt(line.substring(Look.RESOURCES.length()));
        somebodyIsTold = resources > 0;
        findings.add(told(resources));
      } else if (line.startsWith(Look.RANDOM)) {
        findings.add(
            Finding.warning(
                Area.PROCESS,
                "randomness",
                line.substring(Look.RANDOM.length()) + " is the same in each restored process",
                "make generators of it again after a restore, with Reinitialized, or use others"));
      } else if (line.startsWith(Look.OPEN)) {
        findings.add(open(line.substring(Look.OPEN.length()), somebodyIsTold));
      } else if (line.startsWith(Look.CHILDREN)) {
        findings.add(
            Finding.problem(
                Area.PROCESS,
                "children",
                line.substring(Look.CHILDREN.length()),
                ChildProcesses.REMEDY));
      } else if (line.startsWith(Look.FAILED)) {
        String reason = line.substring(Look.FAILED.length());
        findings.add(
            Finding.problem(
                Area.PROCESS, "engine", reason, "the engine needs /proc to be readable"));
      }
    }
    return findings;
  }

  private static Finding told(int resources) {
    return resources > 0
        ? Finding.ok(Area.PROCESS, "resources", resources + " are told of a checkpoint")
        : Finding.warning(
            Area.PROCESS,
            "resources",
            "nobody is told of a checkpoint, so nothing is closed for it",
            "register resources with org.crac or the coordinator");
  }

  /** What is open now is closed by then if whoever holds it is told and does so. */
  private static Finding open(String refusal, boolean somebodyIsTold) {
    String text =
        somebodyIsTold ? "open now, and unless it is closed by then: " + refusal : refusal;
    int remedy = text.lastIndexOf(" Remedy: ");
    return new Finding(
        Area.PROCESS,
        somebodyIsTold ? Finding.Level.WARNING : Finding.Level.PROBLEM,
        "open",
        remedy < 0 ? text : text.substring(0, remedy),
        remedy < 0 ? "" : text.substring(remedy + " Remedy: ".length()));
  }
}
