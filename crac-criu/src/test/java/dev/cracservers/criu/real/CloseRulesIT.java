// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.testkit.real.RealCheckpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holders of connections see when a rule closes them. */
@RealCheckpoint
@Timeout(120)
class CloseRulesIT {
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(20);

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("dev.cracservers.criu.real.Trial#javaHomes")
  void aClientWithASelectorSeesTheEndAndConnectsAgainAfterTheImage(Path javaHome) throws Exception {
    try (ServerSocket peer = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Trial trial = new Trial(folder.resolve("trial"))) {
      String rules = rules("type: socket\nremotePort: " + peer.getLocalPort() + "\naction: close");
      trial.start(javaHome, rules);
      trial.order("client " + peer.getLocalPort());
      for (int cycle = 1; cycle <= 3; cycle++) {
        try (Socket accepted = peer.accept()) {
          trial.checkpoint();
          assertThat(accepted.getInputStream().read()).isEqualTo(-1);
        }
        trial.restore();
        await(trial, "client-connected", cycle + 1);
        assertThat(trial.order("client-ended")).isEqualTo(Integer.toString(cycle));
      }
    }
  }

  @Test
  void aRuleForConnectionsLeavesTheListenerAlone() throws Exception {
    try (Trial trial = new Trial(folder.resolve("trial"))) {
      trial.start(rules("type: socket\nlocalAddress: 127.0.0.1\naction: close"));
      assertThat(trial.server().log())
          .contains("rules:1: closes connections only", "Remedy: add `listening: true`");
      trial.order("listen");
      assertThat(trial.refusedCheckpoint())
          .contains(" listening, cannot be in an image", "could not both listen there");
      trial.order("release listen");
      trial.checkpoint();
    }
  }

  @Test
  void aRuleForListenersClosesOne() throws Exception {
    try (Trial trial = new Trial(folder.resolve("trial"))) {
      trial.start(rules("type: socket\nlistening: true\naction: close"));
      trial.order("listen");
      trial.checkpoint();
    }
  }

  @Test
  void aHolderThatAlwaysConnectsAgainIsNamed() throws Exception {
    Path path = folder.resolve("peer");
    try (ServerSocketChannel peer = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        Trial trial = new Trial(folder.resolve("trial"))) {
      peer.bind(UnixDomainSocketAddress.of(path));
      trial.start(rules("type: socket\nlocalPath: " + folder + "/client-*\naction: close"));
      trial.order("local-client " + path);
      assertThat(trial.refusedCheckpoint())
          .containsPattern("client-4 .* it was opened again 3 times after the rule at \\S+rules:1")
          .contains("stays closed: descriptor ");
    }
  }

  @Test
  void aRefusalSaysWhatStaysClosed() throws Exception {
    try (ServerSocket peer = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Trial trial = new Trial(folder.resolve("trial"))) {
      String rules = rules("type: socket\nremotePort: " + peer.getLocalPort() + "\naction: close");
      trial.start(rules);
      trial.order("connect " + peer.getLocalPort());
      Path criu = Files.writeString(folder.resolve("criu"), "#!/bin/sh\nexit 1\n");
      Files.setPosixFilePermissions(criu, PosixFilePermissions.fromString("rwx------"));
      trial.order("set dev.cracservers.criu.path=" + criu);
      assertThat(trial.refusedCheckpoint())
          .containsPattern(
              "stays closed: descriptor \\d+, .*:" + peer.getLocalPort() + " .*rules:1");
      trial.order("client " + peer.getLocalPort());
      trial.order("release connect");
    }
  }

  private String rules(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("rules"), text + "\n");
    return "-Djdk.crac.resource-policies=" + file;
  }

  private static void await(Trial trial, String order, int value) {
    long begun = System.nanoTime();
    while (Integer.parseInt(trial.order(order)) < value) {
      assertThat(System.nanoTime() - begun).as(order).isLessThan(LIMIT_NANOS);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }
}
