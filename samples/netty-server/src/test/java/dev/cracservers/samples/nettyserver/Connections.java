// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.nettyserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Counts connections by the kernel's table. */
final class Connections {
  private static final String ESTABLISHED = "01";

  private Connections() {}

  /** Returns how many clients on this machine are connected to the port. */
  static long to(int port) {
    String remote = ":%04X".formatted(port);
    long count = 0;
    for (String table : new String[] {"tcp", "tcp6"}) {
      try (Stream<String> rows = Files.lines(Path.of("/proc/net", table))) {
        count +=
            rows.map(row -> row.strip().split("\\s+", -1))
                .filter(columns -> columns[2].endsWith(remote) && columns[3].equals(ESTABLISHED))
                .count();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return count;
  }
}
