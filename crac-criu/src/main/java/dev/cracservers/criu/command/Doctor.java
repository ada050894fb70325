// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.command;

import dev.cracservers.criu.command.Finding.Area;
import dev.cracservers.criu.command.Finding.Level;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@code crac doctor}: what would stop a checkpoint on this machine or of a process, with remedies.
 * Arguments: the criu command or nothing, the process id or nothing, the folder in which it takes
 * requests or nothing, {@code json} or {@code text}.
 */
final class Doctor {
  private static final int CAN_WORK = 0;
  private static final int NO_CRIU = 3;
  private static final int REFUSED = 5;

  private Doctor() {}

  /** Prints what it finds; ends with a status that {@code crac help} lists. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<Finding> findings = new ArrayList<>();
    findings.addAll(new MachineCheck(given(arguments[0]), Path.of("/proc")).findings());
    if (given(arguments[1]).isPresent()) {
      findings.addAll(lookAt(arguments[1], given(arguments[2]).map(Path::of)));
    } else {
      findings.add(ownJava());
    }
    int status = status(findings);
    System.out.print(arguments[3].equals("json") ? json(findings, status) : text(findings));
    System.exit(status);
  }

  private static Optional<String> given(String argument) {
    return argument.isEmpty() ? Optional.empty() : Optional.of(argument);
  }

  private static List<Finding> lookAt(String pid, Optional<Path> control) throws IOException {
    JavaProcess process;
    try {
      process = JavaProcess.read(pid);
    } catch (AccessDeniedException e) {
      return List.of(
          Finding.problem(
              Area.PROCESS,
              "process",
              "this user may not look into process " + pid,
              "ask as the user of that process, or as root"));
    } catch (NoSuchFileException e) {
      return List.of(
          Finding.problem(Area.PROCESS, "process", "there is no process " + pid, "look again"));
    }
    List<Finding> findings = new ArrayList<>(new JvmCheck(process).findings());
    if (process.home().isPresent()) {
      findings.addAll(new LibraryCheck(process).findings());
      findings.addAll(new EngineCheck(process, control).findings());
    }
    return findings;
  }

  private static Finding ownJava() {
    String java = "Java " + Runtime.version() + " in " + System.getProperty("java.home");
    boolean takesItsOwn = ModuleLayer.boot().findModule("jdk.crac").isPresent();
    return Finding.ok(
        Area.JAVA, "java", takesItsOwn ? java + ", a CRaC JDK, which needs no CRIU of ours" : java);
  }

  static int status(List<Finding> findings) {
    List<Area> areas =
        findings.stream()
            .filter(finding -> finding.level() == Level.PROBLEM)
            .map(Finding::area)
            .toList();
    if (areas.contains(Area.MACHINE)) {
      return NO_CRIU;
    }
    return areas.isEmpty() ? CAN_WORK : REFUSED;
  }

  static String json(List<Finding> findings, int status) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("canWork", status == CAN_WORK);
    object.put("findings", findings.stream().map(Finding::toJson).toList());
    return Json.write(object) + "\n";
  }

  static String text(List<Finding> findings) {
    StringBuilder text = new StringBuilder();
    for (Finding finding : findings) {
      String level = finding.level().name().toLowerCase(Locale.ROOT);
      text.append(String.format("%-8s %-16s %s%n", level, finding.subject(), finding.text()));
      if (!finding.remedy().isEmpty()) {
        text.append(String.format("%-8s %-16s -> %s%n", "", "", finding.remedy()));
      }
    }
    long problems = findings.stream().filter(each -> each.level() == Level.PROBLEM).count();
    long warnings = findings.stream().filter(each -> each.level() == Level.WARNING).count();
    text.append(
        problems == 0
            ? "A checkpoint can work; warnings: " + warnings + "."
            : "No checkpoint can work before this is put right; problems: "
                + problems
                + ", warnings: "
                + warnings
                + ".");
    return text.append('\n').toString();
  }
}
