// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.criu.command.Finding.Area;
import dev.cracservers.criu.command.Finding.Level;
import dev.cracservers.criu.platform.Capabilities;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
  private static final Finding FINE = Finding.ok(Area.JAVA, "java", "17");
  private static final Finding WARNING =
      Finding.warning(Area.PROCESS, "open", "a socket", "close it");

  @TempDir Path folder;

  @Test
  void statusSaysWhoIsInTheWay() {
    Finding machine = Finding.problem(Area.MACHINE, "criu", "there is none", "install one");
    Finding process = Finding.problem(Area.PROCESS, "engine", "none", "crac run");
    assertThat(Doctor.status(List.of(FINE, WARNING))).isZero();
    assertThat(Doctor.status(List.of(FINE, process))).isEqualTo(5);
    assertThat(Doctor.status(List.of(process, machine))).isEqualTo(3);
  }

  @Test
  void textNamesTheRemedyBelow() {
    assertThat(Doctor.text(List.of(FINE, WARNING)))
        .isEqualTo(
            """
            ok       java             17
            warning  open             a socket
                                      -> close it
            A checkpoint can work; warnings: 1.
            """);
  }

  @Test
  void jsonSaysTheSame() {
    Finding quoted = Finding.ok(Area.MACHINE, "a \"b\"", "c\\d\n");
    assertThat(Doctor.json(List.of(quoted), 0))
        .isEqualTo(
            "{\"canWork\":true,\"findings\":[{\"area\":\"machine\",\"level\":\"ok\",\"subject\":"
                + "\"a \\\"b\\\"\",\"text\":\"c\\\\d\\u000a\",\"remedy\":\"\"}]}\n");
  }

  @Test
  void capabilitiesThatAreMissingAreNamed() {
    assertThat(Capabilities.parse("000001fffeffffff").missing()).isEmpty();
    assertThat(Capabilities.parse("0000000000000000").missing())
        .containsExactly("CAP_CHECKPOINT_RESTORE", "CAP_SYS_PTRACE", "CAP_SETPCAP");
    assertThat(Capabilities.parse("0000010000080100").missing()).isEmpty();
    assertThat(Capabilities.parse("0000000000280000").missing()).containsExactly("CAP_SETPCAP");
  }

  @Test
  void aMachineThatLacksEverything() throws Exception {
    Path proc = Files.createDirectories(folder.resolve("proc"));
    Files.createDirectories(proc.resolve("self"));
    Files.writeString(
        proc.resolve("self/status"),
        "Uid:\t1000\t1000\nSeccomp:\t2\nCapEff:\t0000000000000000\nCapBnd:\t0000000000000000\n");
    Files.createDirectories(proc.resolve("sys/kernel/yama"));
    Files.writeString(proc.resolve("sys/kernel/yama/ptrace_scope"), "3\n");
    List<Finding> findings = new MachineCheck(Optional.empty(), proc).findings();
    assertThat(findings)
        .filteredOn(finding -> finding.level() == Level.PROBLEM)
        .extracting(Finding::subject)
        .containsExactly("criu", "privileges", "yama");
    assertThat(findings)
        .filteredOn(finding -> finding.level() == Level.WARNING)
        .extracting(Finding::subject)
        .containsExactly("seccomp", "clock");
  }

  @Test
  void everyTroublemakerHasALevelAndARemedy() throws Exception {
    for (String library :
        List.of(
            "libnetty_transport_native_io_uring42_x86_6410.so",
            "mongodb-driver-sync-5.1.jar",
            "libjnidispatch.so",
            "libasyncProfiler.so")) {
      JavaProcess process =
          new JavaProcess(
              "1",
              "java",
              Optional.empty(),
              List.of(),
              Set.of(),
              List.of("7f00-7f01 r-xp 0 00:00 1 /opt/" + library),
              Set.of());
      assertThat(new LibraryCheck(process).findings())
          .as(library)
          .singleElement()
          .satisfies(finding -> assertThat(finding.remedy()).isNotEmpty());
    }
  }
}
