// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import dev.cracservers.core.Deadline;
import dev.cracservers.core.Phase;
import dev.cracservers.core.RestoreContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

/** A server that breaks the contract of a connector in one way. */
final class BrokenServer extends PlainServer {
  enum Fault {
    KEEPS_LISTENING,
    FORGETS_LOAD,
    WAITS_FOR_IDLE_CONNECTIONS,
    COUNTS_NOTHING,
    COUNTS_ON,
    STAYS_CLOSED_WITHOUT_RESTORE,
    KEEPS_A_FILE,
    KEEPS_IDLE_CONNECTIONS,
    KEEPS_BUSY_CONNECTIONS,
    MOVES,
    STAYS_WHERE_IT_WAS,
    LISTENS_EARLY,
    FAILS_VAGUELY,
    WORKS_ONCE,
    OPENS_MORE_EACH_TIME,
    LEAVES_THREADS
  }

  private final Fault fault;
  private final List<InputStream> files = new ArrayList<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private long counted;
  private int cycles;

  BrokenServer(Gate gate, Fault fault) throws IOException {
    super(gate);
    this.fault = fault;
    if (fault == Fault.KEEPS_A_FILE) {
      files.add(Files.newInputStream(Path.of("/dev/zero")));
    }
  }

  @Override
  void stopListening(Deadline deadline) throws Exception {
    if (fault != Fault.KEEPS_LISTENING) {
      super.stopListening(deadline);
    }
  }

  @Override
  void closeIdleConnections() throws IOException {
    if (fault != Fault.WAITS_FOR_IDLE_CONNECTIONS && fault != Fault.KEEPS_IDLE_CONNECTIONS) {
      super.closeIdleConnections();
    }
  }

  @Override
  public CompletionStage<?> drain(Deadline deadline) throws Exception {
    cycles++;
    CompletionStage<?> load = super.drain(deadline);
    boolean forgets = fault == Fault.FORGETS_LOAD || fault == Fault.KEEPS_IDLE_CONNECTIONS;
    return forgets ? CompletableFuture.completedFuture(null) : load;
  }

  @Override
  public void close(Deadline deadline) throws Exception {
    switch (fault) {
      case KEEPS_IDLE_CONNECTIONS, KEEPS_BUSY_CONNECTIONS, KEEPS_LISTENING -> {}
      case OPENS_MORE_EACH_TIME -> {
        closeFiles();
        super.close(deadline);
      }
      default -> super.close(deadline);
    }
  }

  @Override
  public void reopen(RestoreContext context) throws Exception {
    if (fault == Fault.LISTENS_EARLY) {
      super.rebind(context);
    }
  }

  @Override
  int portAfter(RestoreContext context) {
    return switch (fault) {
      case MOVES -> 0;
      case STAYS_WHERE_IT_WAS -> port();
      default -> super.portAfter(context);
    };
  }

  @Override
  public void rebind(RestoreContext context) throws Exception {
    switch (fault) {
      case LISTENS_EARLY, KEEPS_LISTENING -> {}
      case WORKS_ONCE -> rebindIf(cycles == 1, context);
      case STAYS_CLOSED_WITHOUT_RESTORE -> rebindIf(context.isRestored(), context);
      case FAILS_VAGUELY -> rebindVaguely(context);
      case OPENS_MORE_EACH_TIME -> {
        for (int i = 0; i < cycles; i++) {
          files.add(Files.newInputStream(Path.of("/dev/zero")));
        }
        super.rebind(context);
      }
      case LEAVES_THREADS -> {
        new Thread(this::awaitStop, "left").start();
        super.rebind(context);
      }
      default -> super.rebind(context);
    }
  }

  @Override
  public Map<String, Long> counts(Phase phase) {
    if (fault == Fault.COUNTS_NOTHING) {
      return Map.of();
    }
    if (fault == Fault.COUNTS_ON && phase == Phase.DRAIN) {
      counted += super.counts(phase).getOrDefault("finished", 0L);
      return Map.of("finished", counted);
    }
    return super.counts(phase);
  }

  @Override
  public void stop() throws Exception {
    stopped.countDown();
    closeFiles();
    if (fault == Fault.KEEPS_LISTENING) {
      super.stopListening(Deadline.after(java.time.Duration.ofSeconds(10)));
    }
    super.stop();
  }

  private void rebindIf(boolean works, RestoreContext context) throws Exception {
    if (works) {
      super.rebind(context);
    }
  }

  private void rebindVaguely(RestoreContext context) throws Exception {
    try {
      super.rebind(context);
    } catch (IOException e) {
      throw new IOException("cannot listen", e);
    }
  }

  private void awaitStop() {
    try {
      stopped.await();
    } catch (InterruptedException ended) {
      // The thread ends either way.
    }
  }

  private void closeFiles() throws IOException {
    for (InputStream each : files) {
      each.close();
    }
    files.clear();
  }
}
