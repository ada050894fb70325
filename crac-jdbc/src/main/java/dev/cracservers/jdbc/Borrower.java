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

/**
 * What one thread has to do with a data source: whether it is on its way to a connection, and which
 * ones it has borrowed. Only that thread enters, leaves and borrows; any thread may give back and
 * look.
 *
 * <p>Nothing is shared with other threads, and so nothing has to be counted with a fence, which
 * would cost a tenth of what a fast pool takes. What is written is seen by others a moment later:
 * who has shut a gate has to look more than once.
 */
final class Borrower {
  private static final int PLACES = 8;

  /** Of a field, since an object around the number is a step more for each borrowing. */
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

  /** Returns whether the thread is on its way to a connection. */
  boolean isInside() {
    return (int) INSIDE.getAcquire(this) > 0;
  }

  /** Takes down that the thread borrows a connection and returns what the caller gets. */
  Connection borrow(Connection connection) {
    for (int place = 0; place < PLACES; place++) {
      if (places.getPlain(place) == null) {
        BorrowedConnection borrowed = new BorrowedConnection(connection, this, place);
        places.setRelease(place, borrowed);
        return borrowed;
      }
    }
    BorrowedConnection borrowed = new BorrowedConnection(connection, this, PLACES);
    others.add(borrowed);
    return borrowed;
  }

  /** Forgets a connection, whether or not it was forgotten before. */
  void giveBack(BorrowedConnection borrowed, int place) {
    if (place == PLACES) {
      others.remove(borrowed);
    } else if (!thread.refersTo(Thread.currentThread())) {
      places.compareAndSet(place, borrowed, null);
    } else if (places.getPlain(place) == borrowed) {
      // Only this thread puts anything in, so what another takes out meanwhile is the same.
      places.setRelease(place, null);
    }
  }

  /** Returns the connections that the thread has borrowed and nobody has given back. */
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

  /** Returns whether the thread has ended and left nothing. */
  boolean isGone() {
    Thread borrower = thread.get();
    return (borrower == null || !borrower.isAlive()) && borrowed().isEmpty();
  }
}
