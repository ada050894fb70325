// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import org.eclipse.jetty.server.Connector;

/** Says for each connector of a resource where it is to listen after a restore. */
@FunctionalInterface
interface AddressSource {

  /**
   * Asked once for each connector.
   *
   * @throws IllegalArgumentException if it would have to listen where another one does
   */
  RebindAddress of(Connector connector);
}
