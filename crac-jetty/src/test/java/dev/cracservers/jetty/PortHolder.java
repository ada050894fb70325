// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import java.net.ServerSocket;

/** A process that takes a port, tells it, and keeps it until it is destroyed. */
final class PortHolder {

  private PortHolder() {}

  public static void main(String[] arguments) throws Exception {
    try (ServerSocket held = new ServerSocket(0)) {
      System.out.println(held.getLocalPort());
      System.in.read();
    }
  }
}
