// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.memory;

/**
 * A stretch of the memory of this process.
 *
 * @param begin its first address
 * @param end the address behind it
 * @param path the file that is mapped there, or what the kernel calls it; empty if it has no name
 * @param dumped how many bytes of it CRIU writes into an image
 * @param hugePages how many bytes of it are in huge pages
 */
record MemoryRegion(long begin, long end, String path, long dumped, long hugePages) {}
