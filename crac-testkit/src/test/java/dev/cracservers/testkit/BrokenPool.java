// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import dev.cracservers.core.Deadline;
import dev.cracservers.core.RestoreContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** A pool that breaks the contract in one way. */
final class BrokenPool extends StubPool {
  enum Fault {
    CLOSES_IN_DRAIN,
    KEEPS_ONE,
    CUTS_AT_ONCE,
    NEVER_CUTS,
    CUTS_UNCOUNTED,
    REFUSES_BORROWERS,
    STAYS_SHUT_WITHOUT_RESTORE,
    PROVES_NOTHING,
    OPENS_EARLY,
    FAILS_VAGUELY,
    TRIES_ONCE
  }

  private final Fault fault;

  BrokenPool(Fault fault) {
    this.fault = fault;
  }

  @Override
  public CompletionStage<?> drain(Deadline deadline) throws Exception {
    if (fault == Fault.CLOSES_IN_DRAIN) {
      shut();
    }
    return super.drain(deadline);
  }

  @Override
  public void close(Deadline deadline) throws Exception {
    switch (fault) {
      case CUTS_AT_ONCE -> super.close(Deadline.after(Duration.ZERO));
      case KEEPS_ONE, OPENS_EARLY -> {
        super.close(deadline);
        connects();
      }
      default -> super.close(deadline);
    }
  }

  @Override
  Duration patience() {
    return Duration.ofSeconds(1);
  }

  @Override
  boolean cuts() {
    return fault != Fault.NEVER_CUTS;
  }

  @Override
  boolean counts() {
    return fault != Fault.CUTS_UNCOUNTED;
  }

  @Override
  synchronized Connection borrow() throws SQLException, InterruptedException {
    if (isShut() && (fault == Fault.REFUSES_BORROWERS || fault == Fault.CLOSES_IN_DRAIN)) {
      throw new SQLException("the pool is shut");
    }
    return super.borrow();
  }

  @Override
  public void reopen(RestoreContext context) throws Exception {
    switch (fault) {
      case PROVES_NOTHING -> open();
      case STAYS_SHUT_WITHOUT_RESTORE -> {
        if (context.isRestored()) {
          super.reopen(context);
        }
      }
      case TRIES_ONCE -> {
        if (!connects()) {
          throw new SQLException("the database is gone, tried for 0 ms");
        }
        super.reopen(context);
      }
      case FAILS_VAGUELY -> reopenVaguely(context);
      default -> super.reopen(context);
    }
  }

  private void reopenVaguely(RestoreContext context) throws Exception {
    try {
      super.reopen(context);
    } catch (SQLException e) {
      throw new SQLException("cannot connect", e);
    }
  }
}
