// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import dev.cracservers.core.sockets.OpenDescriptors;
import dev.cracservers.core.sockets.OwnSockets;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The sockets this process has open, as the kernel names them: {@code socket:[inode]}. Where
 * nothing can be told there are none, so that the driver's word is taken.
 */
final class OpenSockets {
  private OpenSockets() {}

  /** Returns the sockets open now. */
  static Set<String> now() {
    Set<String> sockets = descriptors();
    sockets.removeIf(target -> !target.startsWith("socket:"));
    return sockets;
  }

  /** Returns the TCP sockets open now that lead to one of the given ports. */
  static Set<String> to(Set<Integer> ports) {
    try {
      return OwnSockets.to(ports).stream()
          .map(socket -> OpenDescriptors.nameOf(socket.inode()))
          .collect(Collectors.toCollection(HashSet::new));
    } catch (IOException nothingCanBeTold) {
      return new HashSet<>();
    }
  }

  /** Returns what the open descriptors lead to. */
  static Set<String> descriptors() {
    try {
      return new HashSet<>(OpenDescriptors.now().targets());
    } catch (IOException nothingCanBeTold) {
      return new HashSet<>();
    }
  }
}
