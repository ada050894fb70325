// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import io.netty.util.Version;

/** Which Netty there is. */
final class NettyVersion {
  private static final String SINCE_4_2 = "io.netty.channel.IoHandlerFactory";

  private NettyVersion() {}

  /**
   * @throws IllegalStateException if it is older than 4.2
   */
  static void require(ClassLoader loader) {
    try {
      Class.forName(SINCE_4_2, false, loader);
    } catch (ClassNotFoundException e) {
      Version found = Version.identify(loader).get("netty-transport");
      throw new IllegalStateException(
          ("crac-netty needs Netty 4.2, but found %s, which has no %s; use Netty 4.2, as Reactor Netty 1.3"
                  + " and Spring Boot 4 do, or end and start the server by a resource of the application")
              .formatted(found == null ? "another version" : found.artifactVersion(), SINCE_4_2),
          e);
    }
  }
}
