// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.testkit.real.RealCheckpoint;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is open is in the image if it can be, and is named before anything is dumped if it cannot.
 */
@RealCheckpoint
class OpenDescriptorsIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String SOCKET =
      "dev\\.cracservers\\.criu\\.descriptor\\.CheckpointOpenSocketException: ";
  private static final String FILE =
      "dev\\.cracservers\\.criu\\.descriptor\\.CheckpointOpenFileException: ";
  private static final String RESOURCE =
      "dev\\.cracservers\\.criu\\.descriptor\\.CheckpointOpenResourceException: ";

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
          .contains("(deleted)", "its 20000000 bytes are too many for an image")
          .contains("CheckpointOpenResourceException: descriptor ", "/dev/kmsg");
    }
    try (Trial other = new Trial(folder.resolve("mapping")).start()) {
      other.order("map " + mapped);
      assertThat(other.refusedCheckpoint())
          .contains("the file " + mapped + " cannot be in an image: it is mapped for writing");
    }
  }

  @Test
  void sixThingsAreNamedWithOwnerAndRemedyAndTheProgramGoesOn() throws Exception {
    Path written = folder.resolve("six.mv.db");
    Path mapped = folder.resolve("six.data");
    try (ServerSocket peer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Trial six = new Trial(folder.resolve("six")).start()) {
      six.order("connect " + peer.getLocalPort());
      six.order("datagram");
      six.order("listen");
      six.order("write " + written);
      six.order("watch " + folder);
      six.order("map-deleted " + mapped);
      String threw = six.failingOrder("checkpoint");
      List<String> reasons = threw.lines().skip(2).toList();
      assertThat(threw).startsWith("org.crac.CheckpointException\n");
      assertThat(reasons)
          .hasSize(6)
          .allMatch(reason -> reason.contains(". Owner: ") && reason.contains(". Remedy: "));
      assertThat(reasons)
          .anyMatch(reason -> reason.matches(SOCKET + "descriptor \\d+, .* -> .* established, .*"))
          .anyMatch(reason -> reason.matches(SOCKET + "descriptor \\d+, .* udp6? .*"))
          .anyMatch(reason -> reason.matches(SOCKET + "descriptor \\d+, .* listening, .*"))
          .anyMatch(
              reason ->
                  reason.matches(FILE + "descriptor \\d+, " + written + " write, .*")
                      && reason.contains("Owner: an H2 database")
                      && reason.contains("DataSourceResource.over(name, opening).inProcess()"))
          .anyMatch(
              reason ->
                  reason.matches(RESOURCE + "descriptor \\d+, anon_inode:\\[?inotify]?, .*")
                      && reason.contains("Owner: a java.nio.file.WatchService, thread \"FileSys")
                      && reason.contains("Remedy: close the WatchService"))
          .anyMatch(reason -> reason.startsWith(FILE.replace("\\", "") + "the file " + mapped));
      assertThat(six.image()).doesNotExist();
      six.order("ping on");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.cracservers.criu.real.Trial#javaHomes")
  void itIsShownWhereEachWasOpenedIfThatIsRecorded(Path javaHome) throws Exception {
    Path written = folder.resolve("recorded");
    try (ServerSocket peer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Trial recorded = new Trial(folder.resolve("recorded-" + javaHome.getFileName()))) {
      recorded.start(javaHome, "-Djdk.crac.collect-fd-stacktraces=true");
      recorded.order("connect " + peer.getLocalPort());
      recorded.order("datagram");
      recorded.order("write " + written);
      recorded.order("write-channel " + written);
      recorded.order("watch " + folder);
      String opened = ", opened by thread \"order-n\\d+\" in .*Holdings\\.";
      assertThat(recorded.failingOrder("checkpoint").lines().skip(2))
          .anyMatch(line -> line.matches(".* established, .*" + opened + "connect\\(.*"))
          .anyMatch(line -> line.matches(".* udp6? .*" + opened + ".*"))
          .anyMatch(line -> line.matches(".*inotify.*" + opened + "watch\\(.*"))
          .filteredOn(line -> line.matches(".*" + written + " write, .*" + opened + ".*"))
          .hasSize(2);
    }
  }

  @Test
  void rulesOfTheFormatOfOpenJdkAreFollowed() throws Exception {
    Path written = folder.resolve("ignored");
    Path closed = folder.resolve("closed.txt");
    Path rules = folder.resolve("rules.yaml");
    Files.writeString(
        rules,
        """
        type: FILE
        path: %s
        action: ignore
        ---
        type: file
        path: **/*.txt
        action: close
        warn: false
        ---
        # Nothing else would be possible with a port.
        type: socket
        remoteAddress: 127.0.0.1
        action: warn-close
        ---
        type: socket
        localPort: *
        action: reopen
        """
            .formatted(written));
    try (ServerSocket peer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Trial ruled =
            new Trial(folder.resolve("ruled")).start("-Djdk.crac.resource-policies=" + rules)) {
      assertThat(ruled.server().log())
          .contains(rules + ":15: nothing can open a socket again on a stock JDK");
      ruled.order("connect " + peer.getLocalPort());
      ruled.order("write " + written);
      ruled.order("append " + closed);
      ruled.order("listen");
      assertThat(ruled.refusedCheckpoint()).contains("the rule at " + rules + ":15 refuses it");
      assertThat(ruled.order("use connect")).isEqualTo("written");
      ruled.order("release listen");
      ruled.checkpoint();
      assertThat(ruled.server().log())
          .containsPattern("crac: descriptor \\d+, " + written + " write, is left to CRIU")
          .containsPattern("crac: descriptor \\d+, .* established, is closed")
          .doesNotContain(closed + " append, is closed");
      ruled.restore();
      assertThat(ruled.order("use write")).isEqualTo("written");
      assertThat(ruled.order("use connect")).contains("Broken pipe");
      assertThat(ruled.order("use append " + closed)).contains("Broken pipe");
    }
  }

  @Test
  void aNetworkSocketIsLeftToCriuByARuleIfThisCriuCan() throws Exception {
    Path rules = folder.resolve("sockets.yaml");
    Files.writeString(rules, "type: socket\naction: ignore\n");
    trial.order("set jdk.crac.resource-policies=" + rules);
    trial.order("listen");
    var ended = trial.server().checkpoint("--leave-running");
    trial.order("release listen");
    Files.writeString(rules, "");
    if (ended.status() == 0) {
      assertThat(trial.image().resolve("manifest"))
          .content()
          .containsPattern("descriptor\\.\\d+=socket:\\[\\d+\\] tcp6? \\S+ listening");
    } else {
      assertThat(ended.output())
          .containsPattern("tcp6? \\S+ listening, cannot be in an image: CRIU \\S+ cannot dump");
    }
  }

  @Test
  void aRuleThatSaysNothingEndsTheStart() throws Exception {
    Path rules = Files.writeString(folder.resolve("wrong.yaml"), "type: file\naction: shut\n");
    try (Trial wrong = new Trial(folder.resolve("wrong"))) {
      wrong.launch("-Djdk.crac.resource-policies=" + rules);
      assertThat(wrong.server().awaitEnd(LIMIT)).isNotZero();
      assertThat(wrong.server().log())
          .contains("resource policy " + rules + ":1: action cannot be 'shut'");
    }
  }

  @Test
  void aServerWithLogsSelectorsAndFilesIsRestoredAgainAndAgain() throws Exception {
    Path log = folder.resolve("server.log");
    Path other = folder.resolve("other.log");
    try (Trial logging = new Trial(folder.resolve("logging")).start()) {
      logging.order("append " + log);
      logging.order("append " + other);
      logging.order("selector");
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
      assertThat(logging.server().awaitEnd(LIMIT)).isEqualTo(4);
      assertThat(logging.server().log())
          .contains("the server of image " + logging.image() + " appends to " + log)
          .hasLineCount(1);
    }
  }
}
