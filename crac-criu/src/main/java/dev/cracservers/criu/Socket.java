// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

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
  boolean isTcp() {
    return protocol.startsWith("tcp");
  }

  boolean isUnix() {
    return protocol.equals("unix");
  }

  boolean isListening() {
    return state.equals("listening");
  }

  @Override
  public String toString() {
    String peer = remotePort == 0 ? "" : " -> " + remote;
    return (protocol + " " + local + peer + " " + state).strip();
  }
}
