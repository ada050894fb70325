// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.command;

import dev.cracservers.criu.command.Finding.Area;
import dev.cracservers.criu.platform.Capabilities;
import dev.cracservers.criu.platform.CriuAbilities;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Whether CRIU can work on this machine, for the user who asks. */
final class MachineCheck {
  private static final String INSTALL = "run `crac setup`, which finds or installs one";
  private static final String GRANT =
      "run as root, or give the container or the criu command CAP_CHECKPOINT_RESTORE,"
          + " CAP_SYS_PTRACE and CAP_SETPCAP";
  private static final int CHECK_SECONDS = 30;
  private static final int FILTERED = 2;
  private static final int ADMIN_ONLY = 2;

  private final Optional<String> criu;
  private final Path proc;
  private final boolean root;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * Looks at a machine.
   *
   * @param criu the command; empty if there is none
   * @param proc {@code /proc}
   */
  MachineCheck(Optional<String> criu, Path proc) throws IOException {
    this.criu = criu;
    this.proc = proc;
    this.root = status("Uid").startsWith("0\t");
  }

  List<Finding> findings() throws IOException, InterruptedException {
    ok("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    if (criu.isPresent()) {
      lookAtCriu(criu.get());
    } else {
      problem("criu", "there is none", INSTALL);
    }
    lookAtPrivileges();
    lookAtFilters();
    lookAtTime();
    return findings;
  }

  private void lookAtCriu(String command) throws IOException, InterruptedException {
    String version = run(command, "--version").lines().findFirst().orElse("of unknown version");
    String check = root ? run(command, "check") : run(command, "check", "--unprivileged");
    if (check.contains("Looks good")) {
      ok("criu", command + ", " + version + "; `criu check` finds nothing missing");
    } else {
      problem(
          "criu",
          command + ", " + version + "; `criu check` says: " + check.strip().replace('\n', ' '),
          check.contains("CAP_") ? GRANT : INSTALL);
    }
    new CriuAbilities(command, System.getProperty("os.version"))
        .cannotDumpInetSockets()
        .ifPresent(
            reason ->
                warning(
                    "sockets",
                    reason + ", not even one that only listens",
                    "close them before the checkpoint, which the adapters do, or run `crac setup"
                        + " --suite sid` for CRIU 4.2 or later"));
  }

  private void lookAtPrivileges() throws IOException {
    Capabilities capabilities = Capabilities.parse(status("CapEff"));
    List<String> missing = capabilities.missing();
    if (missing.isEmpty()) {
      ok("privileges", root ? "root, with all that CRIU needs" : "all that CRIU needs");
    } else if (root || !Capabilities.parse(status("CapBnd")).missing().isEmpty()) {
      problem("privileges", "missing: " + String.join(", ", missing), GRANT);
    } else {
      warning(
          "privileges",
          "this user lacks " + String.join(", ", missing) + ", the criu command may have them",
          GRANT);
    }
  }

  private void lookAtFilters() throws IOException {
    if (Integer.parseInt(status("Seccomp")) == FILTERED) {
      warning(
          "seccomp",
          "a filter is active here",
          "it has to allow clone3, ptrace and vmsplice; a restore that fails with \"Operation not"
              + " permitted\" shows that it does not");
    } else {
      ok("seccomp", "no filter");
    }
    Path yama = proc.resolve("sys/kernel/yama/ptrace_scope");
    int scope = Files.exists(yama) ? Integer.parseInt(Files.readString(yama).strip()) : 0;
    if (scope > ADMIN_ONLY) {
      problem(
          "yama",
          "ptrace_scope is " + scope + ": nobody may look into another process",
          "start the machine with kernel.yama.ptrace_scope=1; it cannot be lowered while it runs");
    } else {
      ok("yama", Files.exists(yama) ? "ptrace_scope is " + scope : "not in this kernel");
    }
  }

  private void lookAtTime() {
    if (!root) {
      warning(
          "clock",
          "without root System.nanoTime() jumps by the pause, and schedulers catch up",
          "restore as root where that matters");
    } else if (Files.exists(proc.resolve("self/ns/time"))) {
      ok("clock", "System.nanoTime() goes on where it was, in a time namespace");
    } else {
      warning(
          "clock",
          "this kernel has no time namespaces, so System.nanoTime() jumps at a restore",
          "Linux 5.6 or later");
    }
    Path lastPid = proc.resolve("sys/kernel/ns_last_pid");
    ok("process ids", Files.isWritable(lastPid) ? "can be chosen" : "are chosen by clone3");
  }

  /** Returns the value of a line of this process's status. */
  private String status(String name) throws IOException {
    try (var lines = Files.lines(proc.resolve("self/status"))) {
      return lines
          .filter(line -> line.startsWith(name + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst()
          .orElse("0");
    }
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(CHECK_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    return output;
  }

  private void ok(String subject, String text) {
    findings.add(Finding.ok(Area.MACHINE, subject, text));
  }

  private void warning(String subject, String text, String remedy) {
    findings.add(Finding.warning(Area.MACHINE, subject, text, remedy));
  }

  private void problem(String subject, String text, String remedy) {
    findings.add(Finding.problem(Area.MACHINE, subject, text, remedy));
  }
}
