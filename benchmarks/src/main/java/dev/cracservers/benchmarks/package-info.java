// SPDX-License-Identifier: Apache-2.0
/**
 * What the adapters cost while nobody takes a checkpoint:
 *
 * <ul>
 *   <li>{@link dev.cracservers.benchmarks.BorrowBenchmark}: borrowing a connection of a pool;
 *   <li>{@link dev.cracservers.benchmarks.SwapBenchmark}: the same of pools that are swapped.
 * </ul>
 */
@NullMarked
package dev.cracservers.benchmarks;

import org.jspecify.annotations.NullMarked;
