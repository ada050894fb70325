// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.jdbc.Borrowers.Borrower;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

final class BorrowersTest {
  private final Borrowers borrowers = new Borrowers();

  @Test
  void allThatIsBorrowedIsKnownHoweverMuchItIs() throws Exception {
    List<Connection> lent = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      lent.add(borrowers.current().borrow(physical()));
      assertThat(borrowers.borrowed()).hasSize(i);
    }
    for (Connection each : lent) {
      each.close();
      each.close();
    }
    assertThat(borrowers.borrowed()).isEmpty();
  }

  @Test
  void whatIsGivenBackTwiceIsNotTakenForTheNext() throws Exception {
    Connection first = borrowers.current().borrow(physical());
    first.close();
    try (Connection second = borrowers.current().borrow(physical())) {
      first.close();
      assertThat(borrowers.borrowed())
          .containsExactly((BorrowedConnection) Proxy.getInvocationHandler(second));
    }
  }

  /** Nothing looks for what has been closed before the next checkpoint. */
  @Test
  void whatIsGivenBackIsForgottenWithoutALook() throws Exception {
    Borrower borrower = borrowers.current();
    borrower.borrow(physical()).close();
    assertThat(borrower.borrowed()).isEmpty();

    Connection elsewhere = borrower.borrow(physical());
    run(elsewhere::close);
    assertThat(borrower.borrowed()).isEmpty();
  }

  @Test
  void whatIsGivenBackPastTheWrapperIsNoticed() throws Exception {
    Connection physical = physical();
    try (Connection lent = borrowers.current().borrow(physical)) {
      physical.close();
      assertThat(borrowers.borrowed()).isEmpty();
      assertThat(lent.isClosed()).isTrue();
    }
  }

  @Test
  void whatAThreadLeavesBehindWhenItEndsStaysKnown() throws Exception {
    List<Connection> lent = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      boolean keeps = i == 0;
      run(
          () -> {
            Borrower current = borrowers.current();
            current.enter();
            assertThat(borrowers.inside()).isEqualTo(1);
            if (keeps) {
              lent.add(current.borrow(physical()));
            }
            current.leave();
          });
    }
    assertThat(borrowers.inside()).isZero();
    assertThat(borrowers.known()).as("threads, nearly all ended").isLessThan(200);
    assertThat(borrowers.borrowed()).hasSize(1);
    lent.get(0).close();
    assertThat(borrowers.borrowed()).isEmpty();
  }

  private interface Work {
    void run() throws Exception;
  }

  private static void run(Work work) throws Exception {
    Throwable[] failure = new Throwable[1];
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (Exception | AssertionError e) {
                failure[0] = e;
              }
            });
    thread.start();
    thread.join();
    assertThat(failure[0]).isNull();
  }

  private static Connection physical() throws Exception {
    JdbcDataSource source = new JdbcDataSource();
    source.setUrl("jdbc:h2:mem:");
    return source.getConnection();
  }
}
