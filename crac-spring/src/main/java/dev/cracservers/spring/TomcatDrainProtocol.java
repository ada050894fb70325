// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import org.apache.coyote.http11.Http11NioProtocol;

/**
 * Tomcat's HTTP/1.1 over NIO on an endpoint that can stop listening while it serves on, and listen
 * again. Public because Tomcat makes it by its name; set by the auto-configuration on embedded
 * servers that have no other protocol.
 */
public final class TomcatDrainProtocol extends Http11NioProtocol {
  private final TomcatEndpoint endpoint;

  /** Makes one, for Tomcat. */
  public TomcatDrainProtocol() {
    this(new TomcatEndpoint());
  }

  private TomcatDrainProtocol(TomcatEndpoint endpoint) {
    super(endpoint);
    this.endpoint = endpoint;
  }

  TomcatEndpoint endpoint() {
    return endpoint;
  }
}
