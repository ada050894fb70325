// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

/**
 * An open file descriptor of this process.
 *
 * @param number its number
 * @param target what {@code /proc/self/fd} says it is, such as {@code socket:[4711]}
 * @param detail addresses and state of a socket; empty for anything else
 * @param localPort the local TCP or UDP port; -1 if it has none
 * @param remotePort the TCP or UDP port of the peer; -1 if it has none
 */
public record Descriptor(int number, String target, String detail, int localPort, int remotePort) {

  static Descriptor of(int number, String target) {
    return new Descriptor(number, target, "", -1, -1);
  }

  boolean isSameAs(Descriptor other) {
    return number == other.number && target.equals(other.target);
  }

  @Override
  public String toString() {
    return ("fd " + number + " " + target + " " + detail).strip();
  }
}
