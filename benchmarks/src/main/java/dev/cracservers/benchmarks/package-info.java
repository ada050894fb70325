// SPDX-License-Identifier: Apache-2.0
/**
 * What the adapters cost while nobody takes a checkpoint:
 *
 * <ul>
 *   <li>{@link dev.cracservers.benchmarks.BorrowRatios}: borrowing a connection of a pool, by turns
 *       with the pool as it is.
 * </ul>
 */
@NullMarked
package dev.cracservers.benchmarks;

import org.jspecify.annotations.NullMarked;
