// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

/** A pool with its two gates: what a checkpoint acts upon. */
record GatedPool(
    String name,
    Pool pool,
    CallerGate callers,
    ConnectGate connects,
    ConnectionLedger ledger,
    ConnectRetry retry,
    Connector connector) {}
