// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.HttpChannel;

/** Tells whether the request of a channel is over. */
final class ChannelState {
  /**
   * Of a request that failed, only the text that Jetty prints of its channel says that it ended.
   */
  private static final Pattern STATE =
      Pattern.compile("handling=(.*?), ?handled=\\S+, ?send=([A-Z_?]+), ?completed=([a-z?]+),");

  private ChannelState() {}

  /** Returns whether the channel has a request that a handler, or Jetty for it, still works on. */
  static boolean isBusy(HttpChannel channel) {
    // A channel is cleared when a request has succeeded, and put away when one has failed.
    return channel.getRequest() != null && !isOver(channel.toString());
  }

  private static boolean isOver(String text) {
    Matcher found = STATE.matcher(text);
    if (!found.find()) {
      throw new IllegalStateException(
          "this version of Jetty does not say how far a request has come: " + text);
    }
    boolean sent = found.group(2).equals("LAST_COMPLETE") || found.group(2).equals("FAILED");
    return sent && found.group(1).equals("null") && found.group(3).equals("true");
  }
}
