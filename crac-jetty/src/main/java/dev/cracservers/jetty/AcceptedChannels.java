// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.SelectorManager;

/**
 * The open channels a connector has accepted, also those that have no endpoint yet and which nobody
 * else lists. Thread-safe.
 *
 * <p>The connector's selector manager forgets its listeners when it stops, and takes those among
 * the connector's beans when it starts; a running one has to be told.
 */
final class AcceptedChannels implements SelectorManager.AcceptListener {
  private final Set<SelectableChannel> open = ConcurrentHashMap.newKeySet();

  private AcceptedChannels() {}

  static AcceptedChannels of(Transport transport) {
    AcceptedChannels accepted = new AcceptedChannels();
    transport.connector().addBean(accepted);
    if (transport.connector().isRunning()) {
      transport.selectorManager().addEventListener(accepted);
    }
    return accepted;
  }

  boolean isEmpty() {
    // A connector that stops may remove this listener before it tells of the last channels.
    open.removeIf(channel -> !channel.isOpen());
    return open.isEmpty();
  }

  /** Closes what is left after the connector has stopped. */
  void closeAll() throws IOException {
    for (SelectableChannel channel : open) {
      channel.close();
    }
    open.clear();
  }

  @Override
  public void onAccepting(SelectableChannel channel) {
    open.add(channel);
  }

  @Override
  public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
    open.remove(channel);
  }

  @Override
  public void onClosed(SelectableChannel channel) {
    open.remove(channel);
  }
}
