// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.core.Deadline;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.util.IO;

/**
 * The selectors of a running connector, and rounds in which each looks once at all its channels.
 * Used by one thread.
 */
final class Selectors {
  private final Collection<ManagedSelector> selectors;
  private final AtomicInteger outstanding = new AtomicInteger();
  private long started;
  private long wanted;

  private Selectors(Collection<ManagedSelector> selectors) {
    this.selectors = selectors;
  }

  static Selectors of(SelectorManager running) {
    return new Selectors(running.getBeans(ManagedSelector.class));
  }

  /** Returns the number of a round that does not begin before this call. */
  long nextRound() {
    wanted = Math.max(wanted, started + 1);
    startWanted();
    return wanted;
  }

  /**
   * Returns whether the round is over. Then whatever the kernel had received when it began has been
   * noticed.
   */
  boolean isOver(long round) {
    startWanted();
    return round < started || (round == started && outstanding.get() == 0);
  }

  /** Returns whether a selector waits for data on the channel, and has noticed none. */
  boolean awaitsData(SelectableChannel channel) {
    for (ManagedSelector each : selectors) {
      Selector selector = each.getSelector();
      SelectionKey key = selector == null ? null : channel.keyFor(selector);
      if (key != null) {
        try {
          return (key.interestOps() & SelectionKey.OP_READ) != 0;
        } catch (CancelledKeyException closedMeanwhile) {
          return false;
        }
      }
    }
    return false;
  }

  /**
   * Closes a channel from which a selector accepts connections. The selector itself does that,
   * after it has accepted all there are: to close it under its feet would be an error to it.
   */
  void close(ServerSocketChannel channel, Deadline deadline)
      throws IOException, InterruptedException {
    for (ManagedSelector each : selectors) {
      each.submit(
          selector -> {
            if (channel.keyFor(selector) != null) {
              IO.close(channel);
            }
          });
    }
    long round = nextRound();
    deadline.await(() -> isOver(round));
    channel.close();
  }

  private void startWanted() {
    if (started < wanted && outstanding.get() == 0) {
      started++;
      outstanding.set(selectors.size());
      for (ManagedSelector selector : selectors) {
        // Between two updates, the second submitted by the first, lies exactly one select.
        selector.submit(before -> selector.submit(after -> outstanding.decrementAndGet()));
      }
    }
  }
}
