// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.grpc;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.concurrent.atomic.LongAdder;

/** The calls of one server. Thread-safe. */
final class Calls extends ServerStreamTracer.Factory {
  private final LongAdder begun = new LongAdder();
  private final LongAdder ended = new LongAdder();

  /** One for all: what is counted is the same of each call. */
  private final ServerStreamTracer end =
      new ServerStreamTracer() {
        @Override
        public void streamClosed(Status status) {
          ended.increment();
        }
      };

  @Override
  public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
    begun.increment();
    return end;
  }

  long underWay() {
    // In this order, a call that ends meanwhile counts as under way, and never less than none.
    long over = ended.sum();
    return begun.sum() - over;
  }

  long ended() {
    return ended.sum();
  }
}
