// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.descriptor;

import dev.cracservers.criu.descriptor.ResourcePolicy.Action;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules that the file named by the system property {@value #PROPERTY} has for what is open, in
 * the format of openjdk/crac: {@code name: value} lines, and {@code ---} between two rules. The
 * first rule that matches holds.
 */
public final class ResourcePolicies {
  public static final String PROPERTY = "jdk.crac.resource-policies";

  private static final Map<ResourcePolicy.Type, Set<String>> CONDITIONS =
      Map.of(
          ResourcePolicy.Type.FILE,
          Set.of("path"),
          ResourcePolicy.Type.PIPE,
          Set.of(),
          ResourcePolicy.Type.SOCKET,
          Set.of(
              "family",
              "listening",
              "localAddress",
              "localPort",
              "localPath",
              "remoteAddress",
              "remotePort",
              "remotePath"),
          ResourcePolicy.Type.FILEDESCRIPTOR,
          Set.of("value", "regex"));
  private static final Set<String> FAMILIES =
      Set.of("ip", "inet", "ipv4", "inet4", "ipv6", "inet6", "unix");

  private final List<ResourcePolicy> rules;

  private ResourcePolicies(List<ResourcePolicy> rules) {
    this.rules = rules;
  }

  /**
   * Reads the rules; there are none if the property is not set.
   *
   * @throws IllegalArgumentException if there is a rule that says nothing, with its file and line
   */
  public static ResourcePolicies load() throws IOException {
    String file = System.getProperty(PROPERTY);
    if (file == null) {
      return new ResourcePolicies(List.of());
    }
    try {
      return parse(file, Files.readAllLines(Path.of(file)));
    } catch (IOException e) {
      throw new IOException("the resource policies " + file + " cannot be read: " + e, e);
    }
  }

  static ResourcePolicies parse(String file, List<String> lines) {
    List<ResourcePolicy> rules = new ArrayList<>();
    Map<String, String> entries = new HashMap<>();
    int begin = 1;
    for (int number = 1; number <= lines.size() + 1; number++) {
      String line = number > lines.size() ? "---" : lines.get(number - 1).strip();
      if (line.equals("---")) {
        if (!entries.isEmpty()) {
          rules.add(rule(file + ":" + begin, entries));
        }
        entries = new HashMap<>();
        begin = number + 1;
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        int colon = line.indexOf(':');
        if (colon <= 0) {
          throw wrong(file + ":" + number, "'" + line + "' is not NAME: VALUE");
        }
        entries.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
      }
    }
    return new ResourcePolicies(rules);
  }

  Optional<ResourcePolicy> find(Descriptor descriptor) {
    return rules.stream().filter(rule -> rule.matches(descriptor)).findFirst();
  }

  Optional<ResourcePolicy> find(MappedFile mapped) {
    return rules.stream().filter(rule -> rule.matches(mapped)).findFirst();
  }

  /** Returns what these rules ask for that a stock JDK does not do, or does in another way. */
  public List<String> reservations() {
    List<String> texts = new ArrayList<>();
    for (ResourcePolicy rule : rules) {
      if (rule.type() == ResourcePolicy.Type.SOCKET && rule.action() == Action.REOPEN) {
        texts.add(
            rule.place()
                + ": nothing can open a socket again on a stock JDK, so the rule refuses the"
                + " checkpoint. Remedy: register the adapter of its library with the coordinator");
      } else if (rule.type() == ResourcePolicy.Type.FILE && rule.action() == Action.REOPEN) {
        texts.add(
            rule.place()
                + ": CRIU opens a file again at the restore, and only one that has not changed; a"
                + " file that is open for appending may have grown");
      }
      if (rule.sparesListeners()) {
        texts.add(
            rule.place()
                + ": closes connections only, since a server whose listening socket is closed is"
                + " deaf. Remedy: add `listening: true` to close that, or `listening: false` to say"
                + " that it is meant so");
      }
      if (rule.conditions().containsKey("remotePath")) {
        texts.add(
            rule.place() + ": the path of a peer is not known, so remotePath is not looked at");
      }
    }
    return texts;
  }

  private static ResourcePolicy rule(String place, Map<String, String> entries) {
    ResourcePolicy.Type type =
        constant(ResourcePolicy.Type.class, place, "type", entries.remove("type"));
    Action action = constant(Action.class, place, "action", entries.remove("action"));
    if (action == Action.REOPEN
        && type != ResourcePolicy.Type.FILE
        && type != ResourcePolicy.Type.SOCKET) {
      throw wrong(place, "what is of type " + name(type) + " cannot be opened again");
    }
    Map<String, String> conditions = new HashMap<>();
    entries.forEach((name, value) -> conditions.put(name, condition(place, type, name, value)));
    return new ResourcePolicy(type, action, Map.copyOf(conditions), place);
  }

  /** Returns the value in the form it is compared in. */
  private static String condition(
      String place, ResourcePolicy.Type type, String name, String value) {
    if (!name.equals("warn") && !CONDITIONS.getOrDefault(type, Set.of()).contains(name)) {
      throw wrong(place, "a rule of type " + name(type) + " has no " + name);
    }
    try {
      switch (name) {
        case "path", "localPath", "remotePath" ->
            FileSystems.getDefault().getPathMatcher("glob:" + value);
        case "regex" -> Pattern.compile(value);
        case "value", "localPort", "remotePort" -> {
          return value.equals("*") ? value : Integer.toString(Integer.parseInt(value));
        }
        case "localAddress", "remoteAddress" -> {
          return value.equals("*") ? value : InetAddress.getByName(value).getHostAddress();
        }
        case "listening" -> {
          if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
            throw new IllegalArgumentException("known are true and false");
          }
        }
        case "family" -> {
          if (!FAMILIES.contains(value.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("known are " + FAMILIES);
          }
        }
        default -> {}
      }
      return value;
    } catch (IllegalArgumentException | UnknownHostException e) {
      throw wrong(place, name + " cannot be '" + value + "': " + e.getMessage());
    }
  }

  private static <E extends Enum<E>> E constant(
      Class<E> type, String place, String name, @Nullable String value) {
    for (E constant : type.getEnumConstants()) {
      if (name(constant).equalsIgnoreCase(value)) {
        return constant;
      }
    }
    throw wrong(
        place, value == null ? "the rule has no " + name : name + " cannot be '" + value + "'");
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static IllegalArgumentException wrong(String place, String reason) {
    return new IllegalArgumentException("resource policy " + place + ": " + reason);
  }
}
