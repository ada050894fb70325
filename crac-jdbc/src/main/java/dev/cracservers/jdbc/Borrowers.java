// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** All threads that have ever asked a data source for a connection, but for the ended. */
final class Borrowers {
  private static final int FEW = 64;

  private final Set<Borrower> all = ConcurrentHashMap.newKeySet();
  private final ThreadLocal<Borrower> mine = ThreadLocal.withInitial(this::newBorrower);

  /**
   * When to look for ended threads; set without a lock, since too often or too late does no harm.
   */
  private volatile int many = FEW;

  /** Returns the calling thread. */
  Borrower current() {
    return mine.get();
  }

  /** Returns how many threads are on their way to a connection. */
  int inside() {
    return (int) all.stream().filter(Borrower::isInside).count();
  }

  /** Returns the connections that are with callers, forgetting those given back past us. */
  Set<BorrowedConnection> borrowed() {
    return all.stream()
        .flatMap(each -> each.borrowed().stream())
        .filter(BorrowedConnection::isWithCaller)
        .collect(Collectors.toSet());
  }

  /** Returns how many threads are remembered. */
  int known() {
    return all.size();
  }

  private Borrower newBorrower() {
    if (all.size() >= many) {
      all.removeIf(Borrower::isGone);
      many = Math.max(FEW, 2 * all.size());
    }
    Borrower borrower = new Borrower();
    all.add(borrower);
    return borrower;
  }
}
