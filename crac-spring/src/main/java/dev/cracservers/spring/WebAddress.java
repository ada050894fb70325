// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.sockets.ListenSettings;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/**
 * Where a server was configured to listen, and where it is to after a restore: at {@code
 * server.port} and {@code server.address}, or those of {@code management.server}. Empty means where
 * it did before, also for a server that was started at any free port.
 */
final class WebAddress {
  private static final String MANAGEMENT = "management";

  private final Environment environment;
  private final String prefix;
  private final @Nullable String portAtStart;
  private final @Nullable String addressAtStart;

  WebAddress(Environment environment, @Nullable String namespace) {
    this.environment = environment;
    this.prefix = prefix(namespace);
    this.portAtStart = environment.getProperty(prefix + "port");
    this.addressAtStart = environment.getProperty(prefix + "address");
  }

  /** Returns what the properties of a server begin with. */
  static String prefix(@Nullable String namespace) {
    return MANAGEMENT.equals(namespace) ? "management.server." : "server.";
  }

  /**
   * Returns the port, 0 for any free one.
   *
   * @throws IllegalArgumentException if it is not a port
   */
  Optional<Integer> port() {
    String now = environment.getProperty(prefix + "port");
    return now == null || now.equals(portAtStart)
        ? Optional.empty()
        : Optional.of(ListenSettings.parsePort("property " + prefix + "port", now));
  }

  /** Returns the host name or address, blank for all of them. */
  Optional<String> address() {
    String now = environment.getProperty(prefix + "address");
    return now == null || now.equals(addressAtStart) ? Optional.empty() : Optional.of(now);
  }

  /** Returns what to do about a port that is taken. */
  String remedy() {
    return "Free the port, or restore with another one: --set " + prefix + "port=PORT";
  }
}
