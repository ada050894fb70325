// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.criu.memory.MemoryKinds.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MemoryRegionTest {
  private static final long KIB = 1024;
  private static final int BUFFER = 40 << 20;

  @Test
  void onlyWhatWasChangedOfAFileIsDumpedAndAllOfSharedMemory() throws IOException {
    String smaps =
        """
            7f00-7f10 r-xp 00000000 fe:00 12   /usr/lib/libc.so
            Rss:                 900 kB
            Anonymous:             8 kB
            AnonHugePages:         0 kB
            7f10-7f20 rw-s 00000000 00:01 13   /memfd:java_heap (deleted)
            Rss:                 700 kB
            Anonymous:             0 kB
            7f20-7f30 rw-s 00000000 fe:00 14   /data/file
            Rss:                 600 kB
            Anonymous:             0 kB
            7f30-7f40 rw-p 00000000 00:00 0
            Rss:                4096 kB
            Anonymous:          4096 kB
            AnonHugePages:      2048 kB
            """;
    List<MemoryRegion> regions =
        Smaps.read(new ByteArrayInputStream(smaps.getBytes(StandardCharsets.ISO_8859_1)));
    assertThat(regions)
        .containsExactly(
            new MemoryRegion(0x7f00, 0x7f10, "/usr/lib/libc.so", 8 * KIB, 0),
            new MemoryRegion(0x7f10, 0x7f20, "/memfd:java_heap (deleted)", 700 * KIB, 0),
            new MemoryRegion(0x7f20, 0x7f30, "/data/file", 0, 0),
            new MemoryRegion(0x7f30, 0x7f40, "", 4096 * KIB, 2048 * KIB));
  }

  @Test
  void addressesAreReadAsEachCollectorTellsThem() {
    MemoryRegion region = new MemoryRegion(0x1000, 0x2000, "", 0, 0);
    assertThat(AddressRanges.of("heap [0x0800, 0x1001)").overlap(region)).isTrue();
    assertThat(AddressRanges.of("tenured [0x1fff, 0x2500, 0x3000)").overlap(region)).isTrue();
    assertThat(AddressRanges.of("bounds [0x1400, 0x1500, 0x1600]").overlap(region)).isTrue();
    assertThat(AddressRanges.of("a [0x0, 0x1000) b [0x2000, 0x3000)").overlap(region)).isFalse();
    assertThat(AddressRanges.of("ZHeap used 12M").overlap(region)).isFalse();
  }

  @Test
  void eachKindIsFoundInThisProcess() throws IOException {
    long directBefore = MemoryKinds.now().bytes().getOrDefault(Kind.DIRECT, 0L);
    ByteBuffer direct = ByteBuffer.allocateDirect(BUFFER);
    for (int i = 0; i < BUFFER; i += 4096) {
      direct.put(i, (byte) 1);
    }
    MemoryKinds memory = MemoryKinds.now();
    assertThat(memory.bytes().getOrDefault(Kind.DIRECT, 0L))
        .isGreaterThanOrEqualTo(directBefore + direct.capacity());
    assertThat(memory.bytes())
        .allSatisfy(
            (kind, bytes) -> {
              if (kind != Kind.CDS) {
                assertThat(bytes).as(kind.name()).isPositive();
              }
            });
    assertThat(memory.bytes().getOrDefault(Kind.HEAP, 0L))
        .isBetween(memory.heap().getUsed() / 2, memory.heap().getCommitted() + KIB * KIB);
  }
}
