// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.criu.descriptor.CheckpointOpenSocketException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class CausesTest {
  @Test
  void namesEveryCauseAndSuppressedExceptionInOrder() {
    Exception failure =
        new IllegalStateException(
            "cannot start", new IOException("no broker", new SecurityException("denied")));
    failure.addSuppressed(new IOException("cannot close", new Error("lost")));

    assertThat(Causes.inOneLine(failure))
        .isEqualTo(
            "java.lang.IllegalStateException: cannot start"
                + ", caused by java.io.IOException: no broker"
                + ", caused by java.lang.SecurityException: denied"
                + ", with java.io.IOException: cannot close"
                + ", caused by java.lang.Error: lost");
  }

  @Test
  void namesOnceWhatTheExceptionAroundItQuotes() {
    IOException inner = new IOException("disk", new Error("io"));

    assertThat(Causes.inOneLine(new Exception("cannot write: " + inner, inner)))
        .isEqualTo(
            "java.lang.Exception: cannot write: java.io.IOException: disk"
                + ", caused by java.lang.Error: io");
  }

  @Test
  void endsWithCausesThatReferToEachOther() {
    Exception one = new Exception("one");
    Exception two = new Exception("two", one);
    one.initCause(two);

    assertThat(Causes.inOneLine(one, one))
        .isEqualTo("java.lang.Exception: one, caused by java.lang.Exception: two");
  }

  @Test
  void printsStackTracesOfResourcesAndNotOfFindings() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Causes.print(
        new PrintStream(bytes, true, StandardCharsets.UTF_8),
        "crac: refused",
        new IllegalStateException("cannot stop", new Error("lost")),
        new CheckpointOpenSocketException("descriptor 7 is open"));

    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .startsWith("crac: refused: java.lang.IllegalStateException: cannot stop, caused by")
        .contains("; " + CheckpointOpenSocketException.class.getName() + ": descriptor 7 is open\n")
        .contains("Caused by: java.lang.Error: lost\n")
        .containsPattern("cannot stop\n\tat " + CausesTest.class.getName())
        .containsOnlyOnce("descriptor 7");
  }
}
