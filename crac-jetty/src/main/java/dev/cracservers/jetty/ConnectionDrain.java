// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import org.eclipse.jetty.io.EndPoint;

/**
 * How one kind of connection ends politely. One object serves all such connections of a connector
 * during one drain; used by one thread.
 */
interface ConnectionDrain {

  /** Returns whether the endpoint now carries a connection of this kind. */
  boolean handles(EndPoint endPoint);

  /**
   * Looks at a connection, about once a millisecond as long as it is open, and closes it when no
   * request of it would be lost.
   */
  void look(EndPoint endPoint);

  /** Returns how many requests are half received on the connection, which no handler has seen. */
  int halfReceived(EndPoint endPoint);

  /** Returns how many connections were closed because nothing was going on. */
  long idleClosed();
}
