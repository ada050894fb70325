// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core.sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a folder like {@code /proc}, in which processes are as they seldom are. */
final class SocketHolderTest {
  private static final long INODE = 42;
  private static final Set<Long> ASKED = Set.of(INODE, 43L);

  @TempDir Path proc;

  @Test
  void itIsNamedByItsCommandLine() throws Exception {
    process(12, INODE, "java\0-jar\0server.jar\0");
    process(13, INODE + 2, "another\0");

    assertThat(SocketHolder.in(proc, ASKED)).contains(new SocketHolder(12, "java -jar server.jar"));
  }

  @Test
  void aLongCommandLineIsShortened() throws Exception {
    process(12, INODE, "x".repeat(81));

    assertThat(SocketHolder.in(proc, ASKED)).contains(new SocketHolder(12, "x".repeat(80) + "..."));
  }

  @Test
  void aCommandLineNeedNotBeText() throws Exception {
    process(12, INODE, "");
    Files.write(proc.resolve("12/cmdline"), new byte[] {'a', (byte) 0xFF, 'b'});

    assertThat(SocketHolder.in(proc, ASKED)).contains(new SocketHolder(12, "a\uFFFDb"));
  }

  @Test
  void processesThatEndMeanwhileOrMayNotBeReadArePassedOver() throws Exception {
    Files.createDirectory(proc.resolve("self"));
    // Ended before its descriptors were listed; instead of root's, any folder that cannot be read;
    // ended before its command line was read.
    Files.createDirectory(proc.resolve("1"));
    Files.createFile(Files.createDirectory(proc.resolve("2")).resolve("fd"));
    process(3, INODE, "");
    Files.delete(proc.resolve("3/cmdline"));
    assertThat(SocketHolder.in(proc, ASKED)).isEmpty();

    process(4, INODE, "found");
    assertThat(SocketHolder.in(proc, ASKED)).contains(new SocketHolder(4, "found"));
  }

  @Test
  void whoAsksForNoSocketGetsNobody() throws Exception {
    assertThat(SocketHolder.in(proc.resolve("no such folder"), Set.of())).isEmpty();
  }

  @Test
  void itIsAnErrorIfProcessesCannotBeListed() {
    assertThatIOException()
        .isThrownBy(() -> SocketHolder.in(proc.resolve("no such folder"), ASKED));
  }

  private void process(long pid, long inode, String command) throws IOException {
    Path process = Files.createDirectory(proc.resolve(String.valueOf(pid)));
    Files.writeString(process.resolve("cmdline"), command);
    Files.createSymbolicLink(
        Files.createDirectory(process.resolve("fd")).resolve("7"),
        Path.of(OpenDescriptors.nameOf(inode)));
  }
}
