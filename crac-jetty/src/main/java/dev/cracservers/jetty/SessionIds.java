// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import java.security.SecureRandom;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.session.DefaultSessionIdManager;

/** Gives a restored server ids of HTTP sessions that no other copy of its image makes. */
final class SessionIds {
  private SessionIds() {}

  static void renew(Server server) {
    for (DefaultSessionIdManager ids : server.getContainedBeans(DefaultSessionIdManager.class)) {
      ids.setRandom(new SecureRandom());
    }
  }
}
