// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.RestoreContext;
import java.io.IOException;

/**
 * Moves a server that is made, but has not been started when the image is taken, as with {@code
 * spring.context.checkpoint=onRefresh}. One that was started comes back at the same address.
 */
final class UnstartedServer implements CheckpointResource {

  /** Where it is to listen when it is started. */
  interface Target {
    void port(int port);

    /** Sets the host, blank for all of them. */
    void host(String host) throws IOException;
  }

  private final WebAddress address;
  private final Target target;

  UnstartedServer(WebAddress address, Target target) {
    this.address = address;
    this.target = target;
  }

  @Override
  public String name() {
    return "web-server-address";
  }

  @Override
  public void reopen(RestoreContext context) throws IOException {
    if (!context.isRestored()) {
      return;
    }
    address.port().ifPresent(target::port);
    if (address.address().isPresent()) {
      target.host(address.address().get());
    }
  }
}
