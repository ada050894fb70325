// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.criu.subject.Orders;
import dev.cracservers.criu.subject.Subject;
import dev.cracservers.testkit.real.CracCommand;
import dev.cracservers.testkit.real.RealCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A user without privileges, with a CRIU that has the capabilities. The user needs to exist only as
 * a number.
 */
@RealCheckpoint
class NonRootIT {
  private static final String USER = "54321";
  private static final List<String> BECOME =
      List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups");

  /** Not the folders of the build, which may be out of reach for others. */
  @TempDir static Path folder;

  @BeforeAll
  static void bringWhatIsNeeded() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path launcher = CracCommand.file().toRealPath().resolve("../..").normalize();
    run("cp", "-rL", launcher.toString(), folder.resolve("launcher").toString());
    Path lib = Files.createDirectories(folder.resolve("launcher/lib"));
    String jars = "cp \"$0\"/../target/crac-criu-*T.jar \"$1\"/crac-criu.jar";
    run("sh", "-c", jars + " && cp \"$0\"/../target/org.crac.jar \"$1\"", launcher + "", lib + "");
    run("cp", "-r", classes(Subject.class), folder + "/classes");
    run("cp", classes(org.crac.Core.class), folder + "/org.crac.jar");
    run("chmod", "-R", "a+rX", folder.toString());
    CommandLine.Ended granted =
        CommandLine.run(Map.of(), "setup", "--grant", USER, folder + "/granted");
    assertThat(granted.status()).as(granted.output()).isZero();
  }

  @Test
  void checkpointsAndRestores() throws Exception {
    Path own = own("serving");
    Path criu = folder.resolve("granted/criu");
    Orders orders = new Orders(own.resolve("orders"));
    Path image = own.resolve("image");
    try (Clone server = crac(own, criu, orders, run(image, orders))) {
      server.order("ping started");
      checkpoint(server, own, criu, 0);
    }
    for (int cycle = 2; cycle <= 3; cycle++) {
      try (Clone server = crac(own, criu, orders, List.of("restore", image + ""))) {
        assertThat(server.order("umask")).startsWith("Umask:");
        assertThat(server.order("property user.name")).isNotEqualTo("root");
        checkpoint(server, own, criu, 0);
      }
    }
    try (Clone server = crac(own, criu, orders, List.of("restore", image + ""))) {
      server.order("ping there");
      server.signal("TERM");
      assertThat(server.awaitEnd()).isEqualTo(128 + 15);
    }
    assertThat(Files.getAttribute(image, "unix:uid")).hasToString(USER);
    LeftOvers.assertNone(own, own.resolve("run"));

    CommandLine.Ended powerless =
        CommandLine.run(
            Map.of("CRAC_CRIU", plainCriu().toString()), crac("restore", image.toString()));
    assertThat(powerless.output())
        .contains("user " + USER + " lacks CAP_CHECKPOINT_RESTORE and CAP_SETPCAP");
    assertThat(powerless.status()).isEqualTo(3);
  }

  @Test
  void aCriuWithoutCapabilitiesLeavesTheServerServing() throws Exception {
    Path own = own("powerless");
    Orders orders = new Orders(own.resolve("orders"));
    try (Clone server = crac(own, plainCriu(), orders, run(own.resolve("image"), orders))) {
      server.order("ping started");
      String said = checkpoint(server, own, plainCriu(), 5);
      assertThat(said)
          .contains("this process lacks CAP_CHECKPOINT_RESTORE", "and so does the command")
          .contains("Remedy: run as root; or run `crac setup --grant");
      assertThat(server.order("trail")).as("no resource was notified").isEmpty();
      server.order("exit 0");
      assertThat(server.awaitEnd()).isZero();
    }
    LeftOvers.assertNone(own, own.resolve("run"));
  }

  /** A copy of the granted one, for a copy has no capabilities. */
  private static Path plainCriu() throws Exception {
    Path plain = folder.resolve("plain");
    if (!Files.exists(plain)) {
      run("cp", "-r", folder + "/granted", plain + "");
      run("sed", "-i", "s|" + folder + "/granted/|" + plain + "/|g", plain + "/criu");
      run("chmod", "-R", "a+rX", plain + "");
    }
    return plain.resolve("criu");
  }

  private static Path own(String name) throws Exception {
    Path own = folder.resolve(name);
    Files.createDirectories(own.resolve("orders"));
    run("chown", "-R", USER, own.toString());
    return own;
  }

  private static List<String> run(Path image, Orders orders) {
    List<String> run = new ArrayList<>(List.of("run", "--image", image.toString()));
    run.add(Trial.javaHome().resolve("bin/java").toString());
    run.addAll(List.of("-XX:+UseSerialGC", "-Xmx64m", "-cp"));
    run.addAll(List.of(folder + "/classes:" + folder + "/org.crac.jar", orders.argument()));
    run.add(Subject.class.getName());
    return run;
  }

  private static Clone crac(Path own, Path criu, Orders orders, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(BECOME);
    command.addAll(List.of("env", "CRAC_CRIU=" + criu));
    command.add(folder + "/launcher/bin/crac");
    command.addAll(arguments);
    return Clone.start(own, own.resolve("run"), orders, command);
  }

  private static String checkpoint(Clone server, Path own, Path criu, int status) throws Exception {
    CommandLine.Ended ended =
        CommandLine.run(
            Map.of("CRAC_RUN_DIR", own + "/run", "CRAC_CRIU", criu.toString()),
            crac("checkpoint", Long.toString(server.launcher())));
    assertThat(ended.status()).as(ended.output() + server.log()).isEqualTo(status);
    if (status == 0) {
      assertThat(server.awaitEnd()).isIn(0, 128 + 9);
    }
    return ended.output();
  }

  /** A crac command, run by the user. */
  private static List<String> crac(String... arguments) {
    List<String> command = new ArrayList<>(BECOME);
    command.add(folder + "/launcher/bin/crac");
    command.addAll(List.of(arguments));
    return command;
  }

  private static String classes(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation().getPath();
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
  }
}
