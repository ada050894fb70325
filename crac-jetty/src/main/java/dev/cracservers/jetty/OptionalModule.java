// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

/** A module of Jetty that an application may or may not have, known by one of its classes. */
enum OptionalModule {
  HTTP2("org.eclipse.jetty.http2.HTTP2Connection"),
  SESSION("org.eclipse.jetty.session.DefaultSessionIdManager"),
  /** Part of the server since Jetty 12.1. */
  SHUTDOWN_SERVICE("org.eclipse.jetty.server.ShutdownService"),
  UNIX_DOMAIN("org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector"),
  /** The class came with Jetty 12.1, as did the method that takes it. */
  WEBSOCKET("org.eclipse.jetty.websocket.core.OutgoingEntry");

  private final boolean present;

  OptionalModule(String className) {
    present = isThere(className);
  }

  boolean isPresent() {
    return present;
  }

  private static boolean isThere(String className) {
    try {
      Class.forName(className, false, OptionalModule.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException absent) {
      return false;
    }
  }
}
