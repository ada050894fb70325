// SPDX-License-Identifier: Apache-2.0
/**
 * JDBC connection pools under checkpoint and restore.
 *
 * <ul>
 *   <li>{@link dev.cracservers.jdbc.HikariPoolBuilder} builds a HikariCP pool behind two gates, or
 *       has {@code HikariTakeover} put them into a running one; {@link
 *       dev.cracservers.jdbc.AgroalPoolBuilder} has {@code AgroalTakeover} put them into one of
 *       Agroal;
 *   <li>{@link dev.cracservers.jdbc.HikariPoolResource} and {@link
 *       dev.cracservers.jdbc.AgroalPoolResource} take it through the phases;
 *   <li>{@code CallerGate} holds back who wants a connection, {@code Connects} who makes one;
 *       {@code ConnectionLedger} knows what is open;
 *   <li>{@code PoolEmptying} is CLOSE, {@code PoolProof} is REOPEN, {@code PoolCycle} both: they
 *       work on any {@code Pool};
 *   <li>{@link dev.cracservers.jdbc.DataSourceResource}, begun by {@link
 *       dev.cracservers.jdbc.Dbcp2Pool}, {@link dev.cracservers.jdbc.TomcatPool} or for any pool,
 *       closes and opens it: {@code PoolSwap} is its CLOSE, {@code SwapProof} its REOPEN; {@code
 *       GracePeriod} and {@code Borrowers} know who is on the way to a connection and what is
 *       borrowed.
 * </ul>
 */
@NullMarked
package dev.cracservers.jdbc;

import org.jspecify.annotations.NullMarked;
