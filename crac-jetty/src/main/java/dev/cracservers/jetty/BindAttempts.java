// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.core.Deadline;
import java.io.IOException;
import java.net.BindException;
import org.jspecify.annotations.Nullable;

/** Binds an address that may not be free yet, until it succeeds or the deadline has come. */
final class BindAttempts<T> {

  interface Attempt<T> {
    T bind() throws IOException;
  }

  private final Attempt<T> attempt;
  private @Nullable T bound;
  private @Nullable IOException failure;
  private int attempts;

  private BindAttempts(Attempt<T> attempt) {
    this.attempt = attempt;
  }

  /**
   * @param who whose socket it is, for the error
   * @param remedy what to do about an address that is taken, for the error
   * @throws BindException if the address could not be bound in time
   * @throws IOException if binding failed in another way, at once
   */
  static <T> T run(
      String who, BoundAddress address, String remedy, Deadline deadline, Attempt<T> attempt)
      throws IOException, InterruptedException {
    BindAttempts<T> attempts = new BindAttempts<>(attempt);
    deadline.await(attempts::isSettled);
    T bound = attempts.bound;
    if (bound != null) {
      return bound;
    }
    throw attempts.failure(who, address, remedy, deadline);
  }

  private boolean isSettled() {
    attempts++;
    try {
      bound = attempt.bind();
      return true;
    } catch (IOException e) {
      failure = e;
      return bindException(e) == null;
    }
  }

  private IOException failure(String who, BoundAddress address, String remedy, Deadline deadline) {
    BindException cause = bindException(failure);
    if (cause == null) {
      return new IOException(who + " cannot listen on " + address, failure);
    }
    BindException inTime =
        new BindException(
            "%s could not bind %s within %d ms, in %d attempts: %s; %s. %s"
                .formatted(
                    who,
                    address,
                    deadline.elapsed().toMillis(),
                    attempts,
                    cause.getMessage(),
                    AddressOwner.describe(address),
                    remedy));
    inTime.initCause(failure);
    return inTime;
  }

  private static @Nullable BindException bindException(@Nullable Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof BindException found) {
        return found;
      }
    }
    return null;
  }
}
