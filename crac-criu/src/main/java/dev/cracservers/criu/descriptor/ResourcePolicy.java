// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.descriptor;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A rule for what is open at a checkpoint.
 *
 * @param type what it is for
 * @param action what happens to that
 * @param conditions what else must be so, by the names that openjdk/crac uses
 * @param place the file and the line at which the rule begins
 */
record ResourcePolicy(Type type, Action action, Map<String, String> conditions, String place) {
  enum Type {
    FILE,
    PIPE,
    SOCKET,
    FILEDESCRIPTOR
  }

  enum Action {
    /** No image is taken. */
    ERROR,
    /** It is left to CRIU. */
    IGNORE,
    /** It is closed under the hands of whoever holds it. */
    CLOSE,
    /** As {@link #CLOSE}; openjdk/crac tells by a condition whether there is a warning. */
    WARN_CLOSE,
    /** It is opened again at the restore. */
    REOPEN;

    boolean closes() {
      return this == CLOSE || this == WARN_CLOSE;
    }
  }

  private static final String ANY = "*";

  boolean matches(Descriptor descriptor) {
    if (descriptor.isStandard()) {
      return false;
    }
    return switch (type) {
      case FILE -> descriptor.isFile() && matchesPath("path", descriptor.path());
      case PIPE -> descriptor.target().startsWith("pipe:[");
      case SOCKET -> descriptor.isSocket() && matchesSocket(descriptor);
      case FILEDESCRIPTOR ->
          (!closesListener(descriptor.socket()) || namesListeners())
              && matchesText("value", Integer.toString(descriptor.number()))
              && Pattern.matches(conditions.getOrDefault("regex", ".*"), descriptor.toString());
    };
  }

  boolean matches(MappedFile mapped) {
    return type == Type.FILE && matchesPath("path", mapped.path());
  }

  /** Whether whoever runs the server is told that the rule was applied. */
  boolean warns() {
    return action == Action.WARN_CLOSE
        || (action != Action.ERROR && !"false".equals(conditions.get("warn")));
  }

  /**
   * One without a name may be of the JDK itself, which keeps one to close others with: only a rule
   * for its family is meant for it.
   */
  private boolean matchesSocket(Descriptor descriptor) {
    Socket socket = descriptor.socket();
    if (socket == null || (socket.isUnix() && !socket.isNamed())) {
      return "unix".equalsIgnoreCase(conditions.get("family")) && !names("localPath");
    }
    if (!matchesFamily(socket)) {
      return false;
    }
    if (!matchesListening(socket)) {
      return false;
    }
    boolean network = names("localAddress", "localPort", "remoteAddress", "remotePort");
    if (socket.isUnix()) {
      return !network && matchesPath("localPath", socket.path());
    }
    return !names("localPath", "remotePath")
        && matchesText("localAddress", socket.localHost())
        && matchesText("localPort", Integer.toString(socket.localPort()))
        && (socket.remotePort() != 0 || !names("remoteAddress", "remotePort"))
        && matchesText("remoteAddress", socket.remoteHost())
        && matchesText("remotePort", Integer.toString(socket.remotePort()));
  }

  /** A server whose listening socket is closed is deaf, so only a rule that says so closes one. */
  private boolean matchesListening(Socket socket) {
    String wanted = conditions.get("listening");
    return wanted == null
        ? !closesListener(socket)
        : Boolean.parseBoolean(wanted) == socket.isListening();
  }

  private boolean closesListener(@Nullable Socket socket) {
    return action.closes() && socket != null && socket.isListening();
  }

  private boolean namesListeners() {
    return conditions.getOrDefault("regex", "").contains("listening");
  }

  /** Whether it would close sockets that listen, too, if it did not leave them out. */
  boolean sparesListeners() {
    return type == Type.SOCKET
        && action.closes()
        && !names("listening", "remoteAddress", "remotePort", "remotePath");
  }

  private boolean names(String... any) {
    return Stream.of(any).anyMatch(conditions::containsKey);
  }

  private boolean matchesFamily(Socket socket) {
    return switch (conditions.getOrDefault("family", ANY).toLowerCase(Locale.ROOT)) {
      case ANY -> true;
      case "unix" -> socket.isUnix();
      case "ip", "inet" -> !socket.isUnix();
      case "ipv6", "inet6" -> socket.protocol().endsWith("6");
      default -> !socket.isUnix() && !socket.protocol().endsWith("6");
    };
  }

  private boolean matchesText(String name, String value) {
    String wanted = conditions.getOrDefault(name, ANY);
    return wanted.equals(ANY) || wanted.equals(value);
  }

  private boolean matchesPath(String name, String path) {
    String glob = conditions.get(name);
    return glob == null
        || FileSystems.getDefault().getPathMatcher("glob:" + glob).matches(Path.of(path));
  }
}
