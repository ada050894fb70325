// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Registration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Supplier;

/** Closes the HTTP clients that builders of Spring Boot have made, as long as they are in use. */
final class HttpSenders implements CheckpointResource {
  private final Set<SwappedSender<?>> made =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  HttpSenders(CheckpointCoordinator coordinator) {
    Registration unused = coordinator.register(this);
  }

  /** Returns what closes and makes one. */
  <T> SwappedSender<T> over(Supplier<? extends T> making) {
    SwappedSender<T> sender = new SwappedSender<>(making);
    made.add(sender);
    return sender;
  }

  @Override
  public String name() {
    return "http-clients";
  }

  @Override
  public void close(Deadline deadline) throws Exception {
    for (SwappedSender<?> sender : List.copyOf(made)) {
      sender.close(deadline);
    }
  }
}
