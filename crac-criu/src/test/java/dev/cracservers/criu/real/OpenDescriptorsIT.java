// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.testkit.real.RealCheckpoint;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is open is in the image if it can be, and is named before anything is dumped if it cannot.
 */
@RealCheckpoint
class OpenDescriptorsIT {
  @TempDir static Path folder;
  private static Trial trial;

  @BeforeAll
  static void start() {
    trial = new Trial(folder.resolve("trial")).start();
  }

  @AfterAll
  static void stop() {
    trial.close();
  }

  @Test
  void aConnectionIsNamedWithWhoWaitsForIt() throws Exception {
    try (ServerSocket peer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      trial.order("connect " + peer.getLocalPort());
      trial.order("wait");
      String said = trial.refusedCheckpoint();
      trial.order("release connect");
      assertThat(said)
          .contains("CheckpointOpenSocketException: descriptor ")
          .containsPattern("tcp6? \\S+ -> \\S+:" + peer.getLocalPort() + " established")
          .contains("thread \"reader-of-the-connection\" waits for it in ")
          .contains("Remedy: close it before the checkpoint");
      assertThat(trial.image().resolve("dump.log")).doesNotExist();
    }
  }

  @Test
  void everythingIsNamedAtOnce() throws Exception {
    Path written = folder.resolve("written");
    Path locked = folder.resolve("locked");
    Path mapped = folder.resolve("mapped");
    try (ServerSocket peer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      trial.order("connect " + peer.getLocalPort());
      trial.order("write " + written);
      trial.order("lock " + locked);
      trial.order("temporary 20000000");
      trial.order("device /dev/kmsg");
      String said = trial.refusedCheckpoint();
      trial.order("release connect");
      trial.order("release write");
      trial.order("release lock");
      trial.order("release temporary");
      trial.order("release device");
      assertThat(said)
          .contains("-> 127.0.0.1:" + peer.getLocalPort())
          .contains("CheckpointOpenFileException: descriptor ", written + " write")
          .contains(locked + " append locked", "two copies would share its lock")
          .contains("(deleted)", "its 20000000 bytes are too many")
          .contains("CheckpointOpenResourceException: descriptor ", "/dev/kmsg");
    }
    try (Trial other = new Trial(folder.resolve("mapping")).start()) {
      other.order("map " + mapped);
      assertThat(other.refusedCheckpoint())
          .contains("the file " + mapped + " is mapped for writing");
    }
  }

  @Test
  void aNetworkSocketIsInTheImageIfThisCriuCan() throws Exception {
    trial.order("listen");
    trial.order("datagram");
    var ended = trial.server().checkpoint("--leave-running");
    trial.order("release listen");
    trial.order("release datagram");
    if (ended.status() == 0) {
      assertThat(trial.image().resolve("manifest"))
          .content()
          .containsPattern("descriptor\\.\\d+=socket:\\[\\d+\\] tcp6? \\S+ listening");
    } else {
      assertThat(ended.output())
          .containsPattern("tcp6? \\S+ listening, cannot be in an image: CRIU \\S+ cannot dump")
          .containsPattern("udp6? \\S+, cannot be in an image: CRIU \\S+ cannot dump")
          .contains("`crac setup --suite sid`");
    }
  }

  @Test
  void whatIsAllowedIsLeftToCriu() throws Exception {
    Path written = folder.resolve("allowed");
    trial.order("write " + written);
    trial.order("set dev.cracservers.allowOpen=nothing, " + written);
    trial.checkpoint("--leave-running", "--image", folder.resolve("allowing").toString());
    trial.order("set dev.cracservers.allowOpen=");
    trial.order("release write");
  }

  @Test
  void aServerWithLogsSelectorsAndFilesIsRestoredAgainAndAgain() throws Exception {
    Path log = folder.resolve("server.log");
    Path other = folder.resolve("other.log");
    try (Trial logging = new Trial(folder.resolve("logging")).start()) {
      logging.order("append " + log);
      logging.order("append " + other);
      logging.order("selector");
      logging.order("watch " + folder);
      logging.order("temporary 4096");
      logging.order("device /dev/null");
      logging.order("log " + log + " before the image");
      logging.checkpoint();
      assertThat(logging.image().resolve("manifest"))
          .content()
          .contains("append=" + log + "\n", "append=" + other + "\n", "anon_inode:[eventpoll]")
          .doesNotContain(" tcp");
      for (int round = 1; round <= 3; round++) {
        logging.restore();
        logging.order("log " + log + " of restore " + round);
        logging.order("log " + other + " of restore " + round);
        logging.server().terminate();
      }
      Files.delete(other);
      logging.restore();
      logging.order("log " + other + " into a new file");
      logging.checkpoint();
      logging.restore();
      logging.order("log " + other + " after another image");
    }
    assertThat(log).hasContent("before the image\nof restore 1\nof restore 2\nof restore 3\n");
    assertThat(other).hasContent("into a new file\nafter another image\n");
  }

  @Test
  void aLogThatCannotBeOpenedIsNamed() throws Exception {
    Path place = Files.createDirectory(folder.resolve("place"));
    Path log = place.resolve("server.log");
    try (Trial logging = new Trial(folder.resolve("lost")).start()) {
      logging.order("append " + log);
      logging.checkpoint();
      Files.delete(log);
      Files.delete(place);
      logging.server().restore();
      assertThat(logging.server().awaitEnd(java.time.Duration.ofSeconds(10))).isEqualTo(4);
      assertThat(logging.server().log())
          .contains("the server of image " + logging.image() + " appends to " + log)
          .hasLineCount(1);
    }
  }
}
