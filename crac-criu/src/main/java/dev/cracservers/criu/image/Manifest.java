// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.image;

import dev.cracservers.criu.descriptor.Descriptor;
import dev.cracservers.criu.descriptor.Descriptors;
import dev.cracservers.criu.memory.MemoryAdvice;
import dev.cracservers.criu.memory.MemoryKinds;
import dev.cracservers.criu.platform.CriuAbilities;
import dev.cracservers.criu.platform.ProcessStat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What an image was taken of, in lines {@code name=value} that the launcher reads before it
 * restores. The dump script adds what is known afterwards: the version of CRIU, times and sizes.
 */
final class Manifest {
  private Manifest() {}

  static String describe(RestoreChannel channel, String files) throws IOException {
    StringBuilder lines = new StringBuilder();
    put(lines, "format", "4");
    put(lines, "files", files);
    put(lines, "taken", Instant.now().toString());
    put(lines, "pid", Long.toString(ProcessStat.pid()));
    put(lines, "java.home", System.getProperty("java.home"));
    put(lines, "java.build", System.getProperty("java.runtime.version"));
    put(lines, "kernel", CriuAbilities.kernel());
    put(lines, "cpu.flags", cpuFlags());
    put(lines, "channel", channel.path().toString());
    putMemory(lines, MemoryKinds.now());
    List<Descriptor> descriptors = Descriptors.open();
    for (NeededFile file : NeededFile.all(descriptors)) {
      put(lines, "needs", file.toString());
    }
    for (Descriptor descriptor : descriptors) {
      if (descriptor.isStandard()) {
        put(lines, "stdio." + descriptor.number(), Descriptors.inheritKey(descriptor));
      }
    }
    for (Descriptor descriptor : descriptors) {
      if (descriptor.isReopenedAtRestore()) {
        put(lines, "append", descriptor.target());
      }
      put(lines, "descriptor." + descriptor.number(), descriptor.toString());
    }
    return lines.toString();
  }

  private static void putMemory(StringBuilder lines, MemoryKinds memory) {
    memory
        .bytes()
        .forEach(
            (kind, bytes) ->
                put(lines, "memory." + kind.name().toLowerCase(Locale.ROOT), "" + bytes));
    put(lines, "memory.total", "" + memory.total());
    put(lines, "heap.used", "" + memory.heap().getUsed());
    put(lines, "heap.committed", "" + memory.heap().getCommitted());
    for (String advice : MemoryAdvice.on(memory)) {
      put(lines, "advice", advice);
    }
  }

  private static String cpuFlags() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse("");
    }
  }

  private static void put(StringBuilder lines, String name, String value) {
    lines.append(name).append('=').append(value.replace('\n', ' ')).append('\n');
  }
}
