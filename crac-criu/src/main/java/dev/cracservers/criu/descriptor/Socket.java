// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.descriptor;

/**
 * A socket as the kernel lists it.
 *
 * @param protocol {@code tcp}, {@code tcp6}, {@code udp}, {@code udp6} or {@code unix}
 * @param local its address; of a {@code unix} one its type and path
 * @param remote the address of its peer; empty for a {@code unix} one, whose peer has no address
 * @param remotePort the port of its peer; 0 if it has none
 * @param state in words; empty where the protocol has none
 */
record Socket(String protocol, String local, String remote, int remotePort, String state) {
  /** What a {@code unix} one has in place of a path, if it has none. */
  static final String NO_NAME = "(no name)";

  boolean isNamed() {
    return !local.endsWith(NO_NAME);
  }

  boolean isTcp() {
    return protocol.startsWith("tcp");
  }

  boolean isUnix() {
    return protocol.equals("unix");
  }

  boolean isListening() {
    return state.equals("listening");
  }

  /** Returns the port at this end; 0 if it has none. */
  int localPort() {
    String port = local.substring(local.lastIndexOf(':') + 1);
    return isUnix() || port.equals("*") ? 0 : Integer.parseInt(port);
  }

  String localHost() {
    return host(local);
  }

  String remoteHost() {
    return host(remote);
  }

  /** Returns the path of a {@code unix} one; its description begins with its type. */
  String path() {
    return isUnix() ? local.substring(local.indexOf(' ') + 1) : "";
  }

  private String host(String address) {
    int colon = address.lastIndexOf(':');
    return isUnix() || colon < 0 ? "" : address.substring(0, colon).replaceAll("[\\[\\]]", "");
  }

  @Override
  public String toString() {
    String peer = remotePort == 0 ? "" : " -> " + remote;
    return (protocol + " " + local + peer + " " + state).strip();
  }
}
