// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The capabilities of a process, as a line such as {@code CapEff} in its status has them. */
public record Capabilities(long bits) {
  /** Those that CRIU needs, by their numbers; see capabilities(7). */
  enum Capability {
    SETPCAP(8),
    SYS_PTRACE(19),
    SYS_ADMIN(21),
    CHECKPOINT_RESTORE(40);

    private final int number;

    Capability(int number) {
      this.number = number;
    }
  }

  private static final String EFFECTIVE = "CapEff:";
  private static final int HEX = 16;

  public static Capabilities parse(String hex) {
    return new Capabilities(Long.parseUnsignedLong(hex, HEX));
  }

  /** Returns the effective ones of this process. */
  static Capabilities ofThisProcess() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith(EFFECTIVE))
          .map(line -> parse(line.substring(EFFECTIVE.length()).strip()))
          .findFirst()
          .orElse(new Capabilities(0));
    }
  }

  boolean has(Capability capability) {
    return (bits >>> capability.number & 1) == 1;
  }

  /**
   * Returns the names of those that are missing for a checkpoint. SYS_ADMIN is more than enough.
   */
  public List<String> missing() {
    List<String> missing = new ArrayList<>();
    if (!has(Capability.CHECKPOINT_RESTORE) && !has(Capability.SYS_ADMIN)) {
      missing.add("CAP_CHECKPOINT_RESTORE");
    }
    for (Capability each : List.of(Capability.SYS_PTRACE, Capability.SETPCAP)) {
      if (!has(each)) {
        missing.add("CAP_" + each);
      }
    }
    return missing;
  }
}
