// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.subject;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Gives orders to a subject. */
public final class Orders {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Path folder;

  /** Gives them in the given folder, which is made. */
  public Orders(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the argument that tells a subject where to look. */
  public String argument() {
    return "-D" + Subject.FOLDER_PROPERTY + "=" + folder;
  }

  /** Gives an order; its answer is awaited later, or never. */
  public String give(String order) {
    String name = "n" + NUMBER.incrementAndGet();
    try {
      Path part = folder.resolve(name + ".new");
      Files.writeString(part, order);
      Files.move(part, folder.resolve(name + ".order"), StandardCopyOption.ATOMIC_MOVE);
      return name;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the answer to an order, as long as the subject is alive. */
  public String await(String name, BooleanSupplier alive) {
    Path answer = folder.resolve(name + ".answer");
    long begun = System.nanoTime();
    while (!Files.exists(answer)) {
      boolean late = System.nanoTime() - begun > LIMIT.toNanos();
      if (late || (!alive.getAsBoolean() && !Files.exists(answer))) {
        throw new IllegalStateException(
            "no answer to " + name + (late ? " within " + LIMIT.toMillis() + " ms" : ", it ended"));
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    try {
      return Files.readString(answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
