// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;

/**
 * The properties of an environment at one moment, with their placeholders resolved, to find out
 * later which have changed.
 */
final class ChangedNames {
  /** Each look at these gives another value. */
  private static final String RANDOM = "${random.";

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(?!random\\.)[^}]+}");

  private final Map<ConfigurationPropertyName, String> values;

  private ChangedNames(Map<ConfigurationPropertyName, String> values) {
    this.values = values;
  }

  static ChangedNames since(Environment environment) {
    return new ChangedNames(values(environment));
  }

  Map<ConfigurationPropertyName, String> values() {
    return values;
  }

  /** Returns this with some values as they were. */
  ChangedNames with(Map<ConfigurationPropertyName, String> others) {
    Map<ConfigurationPropertyName, String> all = new HashMap<>(values);
    all.putAll(others);
    return new ChangedNames(all);
  }

  /** Returns the names whose value is another one now, was added, or was removed. */
  Set<ConfigurationPropertyName> now(Environment environment) {
    Map<ConfigurationPropertyName, String> today = values(environment);
    Set<ConfigurationPropertyName> all = new TreeSet<>(values.keySet());
    all.addAll(today.keySet());
    all.removeIf(name -> Objects.equals(values.get(name), today.get(name)));
    return all;
  }

  /** Returns the placeholders without a value now, by those properties that had all of theirs. */
  Map<ConfigurationPropertyName, String> lost(
      Set<ConfigurationPropertyName> names, Environment environment) {
    Map<ConfigurationPropertyName, String> today = values(environment);
    Map<ConfigurationPropertyName, String> lost = new TreeMap<>();
    for (ConfigurationPropertyName name : names) {
      String before = values.get(name);
      Matcher placeholder = PLACEHOLDER.matcher(today.getOrDefault(name, ""));
      if (before != null && !PLACEHOLDER.matcher(before).find() && placeholder.find()) {
        lost.put(name, placeholder.group());
      }
    }
    return lost;
  }

  /** Returns a text as a bean is bound to it; what cannot be resolved stays as it is. */
  private static String resolved(String text, Environment environment) {
    if (!text.contains("${") || text.contains(RANDOM)) {
      return text;
    }
    try {
      return environment.resolvePlaceholders(text);
    } catch (IllegalArgumentException circular) {
      // The binding of the bean reports it.
      return text;
    }
  }

  private static Map<ConfigurationPropertyName, String> values(Environment environment) {
    Map<ConfigurationPropertyName, String> values = new HashMap<>();
    for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
      if (source instanceof IterableConfigurationPropertySource listed) {
        for (ConfigurationPropertyName name : listed) {
          ConfigurationProperty property = listed.getConfigurationProperty(name);
          if (property != null) {
            values.putIfAbsent(name, resolved(String.valueOf(property.getValue()), environment));
          }
        }
      }
    }
    return values;
  }
}
