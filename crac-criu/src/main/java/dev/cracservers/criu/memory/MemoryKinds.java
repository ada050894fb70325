// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.memory;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How much of this process an image would hold, by what it is for. A mapped file counts with the
 * pages that this process changed: CRIU maps the rest again.
 *
 * @param bytes by kind; {@code METASPACE} is at most what it is, the rest of it is in {@code
 *     NATIVE}
 * @param heap what of the heap is used, and what it took from the system
 * @param hugePages how much of all is in huge pages
 */
public record MemoryKinds(Map<Kind, Long> bytes, MemoryUsage heap, long hugePages) {
  public enum Kind {
    HEAP,
    METASPACE,
    CODE,
    STACKS,
    CDS,
    FILES,
    DIRECT,
    NATIVE
  }

  /** Looks at it now. */
  public static MemoryKinds now() throws IOException {
    AddressRanges heap = AddressRanges.ofHeap();
    AddressRanges code = AddressRanges.ofCode();
    AddressRanges stacks = AddressRanges.ofStacks();
    EnumMap<Kind, Long> bytes = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      bytes.put(kind, 0L);
    }
    long hugePages = 0;
    for (MemoryRegion region : Smaps.read()) {
      bytes.merge(kindOf(region, heap, code, stacks), region.dumped(), Long::sum);
      hugePages += region.hugePages();
    }
    move(bytes, Kind.METASPACE, committed("Metaspace"));
    move(bytes, Kind.DIRECT, direct());
    return new MemoryKinds(
        bytes, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage(), hugePages);
  }

  public long total() {
    return bytes.values().stream().mapToLong(Long::longValue).sum();
  }

  private static Kind kindOf(
      MemoryRegion region, AddressRanges heap, AddressRanges code, AddressRanges stacks) {
    if (heap.overlap(region) || region.path().startsWith("/memfd:java_heap")) {
      return Kind.HEAP;
    }
    if (region.path().endsWith(".jsa")) {
      return Kind.CDS;
    }
    if (region.path().startsWith("/")) {
      return Kind.FILES;
    }
    if (code.overlap(region)) {
      return Kind.CODE;
    }
    return stacks.overlap(region) || region.path().equals("[stack]") ? Kind.STACKS : Kind.NATIVE;
  }

  /** What has no address of its own is known only by its size. */
  private static void move(Map<Kind, Long> bytes, Kind kind, long size) {
    long rest = bytes.getOrDefault(Kind.NATIVE, 0L);
    long moved = Math.min(size, rest);
    bytes.put(kind, moved);
    bytes.put(Kind.NATIVE, rest - moved);
  }

  private static long committed(String pool) {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(each -> each.getName().equals(pool))
        .map(MemoryPoolMXBean::getUsage)
        .mapToLong(MemoryUsage::getCommitted)
        .sum();
  }

  private static long direct() {
    List<BufferPoolMXBean> pools = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class);
    return pools.stream()
        .filter(each -> each.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }
}
