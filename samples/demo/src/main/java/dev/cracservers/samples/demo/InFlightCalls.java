// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.demo;

import dev.cracservers.samples.jettyserver.SlowCall;
import dev.cracservers.samples.jettyserver.SlowCall.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Requests that the server has begun to answer, and will take a while to finish. */
final class InFlightCalls {
  private static final int MILLIS = 1500;

  private final List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();

  private InFlightCalls() {}

  /** Sends the requests; returns when the server has begun to answer each of them. */
  static InFlightCalls begin(int port, int count) throws InterruptedException {
    InFlightCalls calls = new InFlightCalls();
    List<SlowCall> begun = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      SlowCall call = new SlowCall(port, MILLIS);
      CompletableFuture<Outcome> outcome = new CompletableFuture<>();
      calls.outcomes.add(outcome);
      begun.add(call);
      new Thread(() -> outcome.complete(call.run()), "in-flight-" + i).start();
    }
    for (SlowCall call : begun) {
      call.awaitBegun();
    }
    return calls;
  }

  /** Waits for all requests and returns how many were answered. */
  int answered() {
    return (int) outcomes.stream().filter(each -> each.join() == Outcome.ANSWERED).count();
  }
}
