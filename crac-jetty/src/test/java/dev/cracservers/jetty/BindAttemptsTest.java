// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cracservers.core.Deadline;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class BindAttemptsTest {
  private static final InetSocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

  private final AtomicInteger attempts = new AtomicInteger();

  @Test
  void anAddressThatBecomesFreeIsTaken() throws Exception {
    String bound =
        run(
            Duration.ofSeconds(10),
            () -> {
              if (attempts.incrementAndGet() < 3) {
                throw new IOException("as Jetty wraps it", new BindException("in use"));
              }
              return "bound";
            });

    assertThat(bound).isEqualTo("bound");
    assertThat(attempts).hasValue(3);
  }

  @Test
  void anAddressThatIsNeverFreeIsAnErrorOnceTheDeadlineHasCome() {
    assertThatExceptionOfType(BindException.class)
        .isThrownBy(() -> run(Duration.ofMillis(20), () -> fail(new BindException("in use"))))
        .withMessageMatching(
            "who could not bind localhost:1 within \\d\\d+ ms, in \\d+ attempts: in use;"
                + " its owner is not visible from here. remedy");
  }

  @Test
  void whatTimeDoesNotCureIsAnErrorAtOnce() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> run(Duration.ofSeconds(10), () -> fail(new IOException("no such host"))))
        .withMessage("who cannot listen on localhost:1")
        .withStackTraceContaining("no such host");
    assertThat(attempts).hasValue(1);
  }

  private String fail(IOException failure) throws IOException {
    attempts.incrementAndGet();
    throw failure;
  }

  private static String run(Duration budget, BindAttempts.Attempt<String> attempt)
      throws IOException, InterruptedException {
    return BindAttempts.run(
        "who", new TcpAddress(ADDRESS), "remedy", Deadline.after(budget), attempt);
  }
}
