// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

/**
 * Ends connections on which no protocol is agreed yet, such as before ALPN or a PROXY header, if
 * nothing has come from their client. Where something has, the rest is waited for: then it is a
 * connection of one of the other kinds.
 */
final class OpeningDrain implements ConnectionDrain {
  private final IdleConnections idle;

  OpeningDrain(Selectors selectors) {
    idle = new IdleConnections(selectors, OpeningDrain::isOver);
  }

  /** Asked last, when it is no other kind. */
  @Override
  public boolean handles(OpenConnection connection) {
    return true;
  }

  @Override
  public void look(OpenConnection connection) {
    idle.look(connection);
  }

  @Override
  public int halfReceived(OpenConnection connection) {
    return isOver(connection) ? 0 : 1;
  }

  @Override
  public String endedName() {
    return "idleClosed";
  }

  @Override
  public long ended() {
    return idle.ended();
  }

  private static boolean isOver(OpenConnection connection) {
    return connection.isUnused() || connection.endPoint().isOutputShutdown();
  }
}
