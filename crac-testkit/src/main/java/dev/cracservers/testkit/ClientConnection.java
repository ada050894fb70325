// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import java.io.IOException;
import java.util.Map;

/**
 * A kept connection of a test to an HTTP server in the same process, whatever version of HTTP it
 * speaks. For one thread at a time.
 *
 * <p>It holds one descriptor, which it knows, and no thread: so it can be told from the server's
 * descriptors, also once the server has cut it. An HTTP client of a library holds selectors and
 * pools of its own that look like leaks.
 */
public interface ClientConnection extends AutoCloseable {

  /**
   * What the server answered.
   *
   * @param headers the headers, their names in lower case, as far as the client decodes them
   */
  record Reply(int status, Map<String, String> headers, String body) {}

  /** Sends a GET and reads its reply. */
  default Reply get(String path) throws IOException {
    send(path);
    return receive();
  }

  /** Sends a GET without waiting for its reply. */
  void send(String path) throws IOException;

  /**
   * Reads the next reply. One that stays out for 10 s is an IOException.
   *
   * @throws java.io.EOFException if the server closed the connection before a whole reply came
   */
  Reply receive() throws IOException;

  /** Returns whether the server has told the client to send its next request elsewhere. */
  boolean isToldToGo();

  /** Returns the descriptors of this end of the connection. */
  DescriptorLedger ownDescriptors();

  @Override
  void close() throws IOException;
}
