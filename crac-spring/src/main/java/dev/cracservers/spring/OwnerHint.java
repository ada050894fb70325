// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.SingletonBeanRegistry;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;

/**
 * Guesses whose a descriptor is that the engine names: the bean whose class opened it, if the
 * engine knows where it was opened, and the properties whose value is its file or its port.
 */
final class OwnerHint {
  private static final Pattern FILE = Pattern.compile("(?<![\\w/])/[^\\s,;\"']+");
  private static final Pattern PORT = Pattern.compile("(?<=[\\w\\]]):(\\d{2,5})\\b");

  private final SingletonBeanRegistry beans;
  private final Environment environment;

  OwnerHint(SingletonBeanRegistry beans, Environment environment) {
    this.beans = beans;
    this.environment = environment;
  }

  /** Returns whose it seems to be, as a sentence; empty if nothing shows it. */
  String of(Throwable open) {
    List<String> hints = new ArrayList<>();
    String bean = openedBy(open.getStackTrace());
    if (bean != null) {
      hints.add("it was opened by the bean '" + bean + "'");
    }
    Set<String> properties = properties(String.valueOf(open.getMessage()));
    if (!properties.isEmpty()) {
      hints.add("it is named by the property " + String.join(", ", properties));
    }
    return String.join("; ", hints);
  }

  private @Nullable String openedBy(StackTraceElement[] stack) {
    Map<String, String> byClass = new HashMap<>();
    for (String name : beans.getSingletonNames()) {
      Object bean = beans.getSingleton(name);
      if (bean != null) {
        byClass.putIfAbsent(AopUtils.getTargetClass(bean).getName(), name);
      }
    }
    for (StackTraceElement frame : stack) {
      String name = byClass.get(frame.getClassName());
      if (name != null) {
        return name;
      }
    }
    return null;
  }

  private Set<String> properties(String message) {
    Set<String> wanted = new TreeSet<>();
    Matcher file = FILE.matcher(message);
    while (file.find()) {
      wanted.add(file.group());
    }
    Matcher port = PORT.matcher(message);
    while (port.find()) {
      wanted.add(port.group(1));
    }
    Set<String> found = new TreeSet<>();
    ChangedNames.since(environment)
        .values()
        .forEach(
            (name, value) -> {
              if (isSettingOfTheApplication(name)
                  && wanted.stream().anyMatch(each -> says(value, each))) {
                found.add(name.toString());
              }
            });
    return found;
  }

  /** Variables such as PATH and what the JVM says of itself name many files. */
  private static boolean isSettingOfTheApplication(ConfigurationPropertyName name) {
    return name.getNumberOfElements() > 1
        && !Set.of("java", "sun", "jdk", "user", "os", "file")
            .contains(name.getElement(0, ConfigurationPropertyName.Form.UNIFORM));
  }

  private static boolean says(String value, String wanted) {
    return Pattern.compile("(?<![\\w/])" + Pattern.quote(wanted) + "(?!\\w)").matcher(value).find();
  }
}
