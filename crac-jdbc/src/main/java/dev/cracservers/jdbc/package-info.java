// SPDX-License-Identifier: Apache-2.0
/**
 * JDBC connection pools under checkpoint and restore.
 *
 * <ul>
 *   <li>{@link dev.cracservers.jdbc.HikariPoolBuilder} builds a HikariCP pool between two gates, or
 *       has {@code HikariTakeover} put them into a running one;
 *   <li>{@link dev.cracservers.jdbc.HikariPoolResource} takes that pool through the phases;
 *   <li>{@code CallerGate} holds callers of {@code getConnection()}, {@code ConnectGate} the
 *       threads that make physical connections; {@code ConnectionLedger} lists the open ones;
 *   <li>{@code PoolEmptying} is CLOSE, {@code PoolProof} is REOPEN, {@code PoolCycle} both;
 *   <li>{@link dev.cracservers.jdbc.DataSourceResource} closes and recreates any other pool, also
 *       through {@link dev.cracservers.jdbc.Dbcp2Pool} and {@link dev.cracservers.jdbc.TomcatPool}:
 *       {@code PoolSwap} is its CLOSE, {@code SwapProof} its REOPEN; {@code Borrowers} knows the
 *       callers and what they have borrowed.
 * </ul>
 */
@NullMarked
package dev.cracservers.jdbc;

import org.jspecify.annotations.NullMarked;
