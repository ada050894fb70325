// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.netty.KernelSockets.KernelSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;

/** Says which process has a port, if this one may see it: for processes of others, as root. */
record PortOwner(String protocol) {
  private static final int SHOWN = 80;

  /** Returns a sentence for an error. */
  String of(InetSocketAddress address) {
    try {
      Set<String> sockets =
          KernelSockets.of(protocol).stream()
              .filter(socket -> socket.local().getPort() == address.getPort())
              .filter(socket -> socket.isListening() || protocol.equals("udp"))
              .map(KernelSocket::descriptor)
              .collect(Collectors.toSet());
      if (sockets.isEmpty()) {
        return "No process has that port";
      }
      try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
        for (Path process : processes) {
          if (has(process, sockets)) {
            return "Process " + process.getFileName() + " has it: " + command(process);
          }
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return "Which process has it cannot be told: " + e.getMessage();
    }
    return "The process that has it cannot be seen from here";
  }

  private static boolean has(Path process, Set<String> sockets) {
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path each : descriptors) {
        if (sockets.contains(target(each))) {
          return true;
        }
      }
    } catch (IOException | DirectoryIteratorException goneOrNotOurs) {
      // Then it is not the one that can be named.
    }
    return false;
  }

  private static String target(Path descriptor) throws IOException {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (NoSuchFileException closedMeanwhile) {
      return "";
    }
  }

  private static String command(Path process) throws IOException {
    String command = Files.readString(process.resolve("cmdline")).replace('\0', ' ').strip();
    return command.length() > SHOWN ? command.substring(0, SHOWN) + "..." : command;
  }
}
