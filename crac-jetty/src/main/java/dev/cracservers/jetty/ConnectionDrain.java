// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

/**
 * How one kind of connection ends politely. One object serves all such connections of a connector
 * during one drain; used by one thread, but for the counts.
 */
interface ConnectionDrain {

  /** Returns whether the connection is now one of this kind. */
  boolean handles(OpenConnection connection);

  /**
   * Looks at a connection, about once a millisecond as long as it is open, and closes it when no
   * request of it would be lost.
   */
  void look(OpenConnection connection);

  /** Returns how many requests are half received on the connection, which no handler has seen. */
  default int halfReceived(OpenConnection connection) {
    return connection.isTlsUnderWay() ? 1 : 0;
  }

  /** Returns the name under which {@link #ended()} stands in the report. */
  String endedName();

  /** Returns how many connections this has ended. */
  long ended();
}
