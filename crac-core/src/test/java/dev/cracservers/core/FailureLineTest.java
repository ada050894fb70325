// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.UnrecoverableKeyException;
import org.junit.jupiter.api.Test;

class FailureLineTest {

  @Test
  void namesTheKindWhereTheMessageDoesNotTell() {
    assertThat(FailureLine.of(new OutOfMemoryError("Java heap space")))
        .isEqualTo("OutOfMemoryError: Java heap space");
    assertThat(FailureLine.of(new UnknownHostException("nosuchhost.invalid")))
        .isEqualTo("UnknownHostException: nosuchhost.invalid");
    assertThat(FailureLine.of(new NullPointerException()))
        .isEqualTo("java.lang.NullPointerException");
  }

  @Test
  void leavesASentenceAsItIs() {
    assertThat(FailureLine.of(new IllegalStateException("pool orders: 2 connections are borrowed")))
        .isEqualTo("pool orders: 2 connections are borrowed");
  }

  @Test
  void tellsTheWholeChainInOrder() {
    Throwable failure =
        new IllegalStateException(
            "the keys cannot be read",
            new IOException(
                "keystore password was incorrect",
                new UnrecoverableKeyException("failed to decrypt safe contents entry")));
    assertThat(FailureLine.of(failure))
        .isEqualTo(
            "the keys cannot be read; caused by keystore password was incorrect; caused by"
                + " UnrecoverableKeyException: failed to decrypt safe contents entry");
  }

  @Test
  void doesNotRepeatATextButNamesItsKind() {
    UnknownHostException cause = new UnknownHostException("db.invalid");
    assertThat(FailureLine.of(new IllegalStateException("no connection: db.invalid", cause)))
        .isEqualTo("no connection: db.invalid (UnknownHostException)");
    assertThat(FailureLine.of(new IllegalStateException("no connection: " + cause, cause)))
        .isEqualTo("no connection: java.net.UnknownHostException: db.invalid");
    assertThat(FailureLine.of(new RuntimeException(cause)))
        .isEqualTo("RuntimeException: java.net.UnknownHostException: db.invalid");
  }

  @Test
  void tellsWhatWasSuppressedAndEndsInACircle() {
    IllegalStateException failure = new IllegalStateException("first");
    failure.addSuppressed(new ConnectException("Connection refused"));
    IllegalStateException back = new IllegalStateException("back", failure);
    failure.addSuppressed(back);
    assertThat(FailureLine.of(failure))
        .isEqualTo("first; also ConnectException: Connection refused; also back");
  }

  @Test
  void isOneLine() {
    assertThat(FailureLine.of(new IllegalStateException("one\n  two\r\nthree")))
        .isEqualTo("one two three");
  }
}
