// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import org.apache.coyote.UpgradeProtocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's HTTP/1.1 over NIO on an endpoint that can stop listening while it serves on, and listen
 * again; HTTP/2, where it is enabled, on connections that can be told to go. Public because Tomcat
 * makes it by its name; set by the auto-configuration on embedded servers that have no other
 * protocol.
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

  @Override
  public @Nullable UpgradeProtocol getNegotiatedProtocol(String name) {
    return TomcatHttp2.drainable(super.getNegotiatedProtocol(name));
  }

  @Override
  public @Nullable UpgradeProtocol getUpgradeProtocol(String name) {
    return TomcatHttp2.drainable(super.getUpgradeProtocol(name));
  }

  TomcatEndpoint endpoint() {
    return endpoint;
  }
}
