// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Collectors;

/** The threads that have asked a data source for a connection, except those that have ended. */
final class Borrowers {
  private static final int FIRST_CLEANING = 64;

  private final Set<Borrower> all = ConcurrentHashMap.newKeySet();
  private final ThreadLocal<Borrower> mine = ThreadLocal.withInitial(this::newBorrower);

  /** Set without a lock: cleaning too often or too late does no harm. */
  private volatile int nextCleaning = FIRST_CLEANING;

  /** Returns the calling thread. */
  Borrower current() {
    return mine.get();
  }

  /** Returns how many threads are on their way to a connection. */
  int inside() {
    return (int) all.stream().filter(Borrower::isInside).count();
  }

  /** Returns the connections that callers have, and forgets those closed without their proxy. */
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
    if (all.size() >= nextCleaning) {
      all.removeIf(Borrower::isGone);
      nextCleaning = Math.max(FIRST_CLEANING, 2 * all.size());
    }
    Borrower borrower = new Borrower();
    all.add(borrower);
    return borrower;
  }

  /**
   * One thread: whether it is on its way to a connection, and the connections it has borrowed. Only
   * that thread enters, leaves and borrows; any thread may give back and look.
   *
   * <p>Threads share nothing here and publish without a fence, which would cost a tenth of what a
   * fast pool takes. Other threads see a change a moment later, so a thread that has shut a gate
   * has to look more than once.
   */
  static final class Borrower {
    private static final int PLACES = 8;

    /** Of a plain field: an object around the number costs one more step for each borrowing. */
    private static final VarHandle INSIDE;

    static {
      try {
        INSIDE = MethodHandles.lookup().findVarHandle(Borrower.class, "inside", int.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private final WeakReference<Thread> thread = new WeakReference<>(Thread.currentThread());
    private final AtomicReferenceArray<BorrowedConnection> places =
        new AtomicReferenceArray<>(PLACES);
    private final Set<BorrowedConnection> others = ConcurrentHashMap.newKeySet();
    private int inside;

    void enter() {
      INSIDE.setRelease(this, inside + 1);
    }

    void leave() {
      INSIDE.setRelease(this, inside - 1);
    }

    boolean isInside() {
      return (int) INSIDE.getAcquire(this) > 0;
    }

    /** Records that the thread borrows a connection, and returns what the caller gets. */
    Connection borrow(Connection connection) {
      for (int place = 0; place < PLACES; place++) {
        if (places.getPlain(place) == null) {
          BorrowedConnection borrowed = new BorrowedConnection(connection, this, place);
          places.setRelease(place, borrowed);
          return borrowed.proxy();
        }
      }
      BorrowedConnection borrowed = new BorrowedConnection(connection, this, PLACES);
      others.add(borrowed);
      return borrowed.proxy();
    }

    /** Forgets a connection, also if it was forgotten before. */
    void giveBack(BorrowedConnection borrowed, int place) {
      if (place == PLACES) {
        others.remove(borrowed);
      } else if (!thread.refersTo(Thread.currentThread())) {
        places.compareAndSet(place, borrowed, null);
      } else if (places.getPlain(place) == borrowed) {
        // Only this thread fills a place, so another thread can only have emptied it meanwhile.
        places.setRelease(place, null);
      }
    }

    Set<BorrowedConnection> borrowed() {
      Set<BorrowedConnection> borrowed = new HashSet<>(others);
      for (int place = 0; place < PLACES; place++) {
        BorrowedConnection each = places.getAcquire(place);
        if (each != null) {
          borrowed.add(each);
        }
      }
      return borrowed;
    }

    /** Returns whether the thread has ended and has given everything back. */
    private boolean isGone() {
      Thread borrower = thread.get();
      return (borrower == null || !borrower.isAlive()) && borrowed().isEmpty();
    }
  }
}
