// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;

/**
 * The configuration files in an environment: what they say is held in places that can be emptied of
 * secrets, whoever refers to the property sources over them.
 *
 * <p>Relies on Spring Boot 4: configuration files are property sources whose names begin with
 * {@code Config resource} or {@code Config tree}.
 */
final class ConfigurationFiles {
  private final ConfigurableEnvironment environment;
  private final SecretNames secrets;
  private final Map<String, HeldValues> held = new LinkedHashMap<>();

  ConfigurationFiles(ConfigurableEnvironment environment, SecretNames secrets) {
    this.environment = environment;
    this.secrets = secrets;
  }

  static boolean isFile(PropertySource<?> source) {
    return source.getName().startsWith("Config resource '")
        || source.getName().startsWith("Config tree '");
  }

  /** Takes over the files that the environment has by now. */
  void holdAll() {
    MutablePropertySources sources = environment.getPropertySources();
    List<PropertySource<?>> found =
        inEnvironment().filter(each -> !(each.getSource() instanceof HeldValues)).toList();
    if (found.isEmpty()) {
      return;
    }
    found.forEach(each -> sources.replace(each.getName(), hold(each)));
    // What was made over the sources before has them in a cache.
    sources.stream()
        .filter(ConfigurationPropertySources::isAttachedConfigurationPropertySource)
        .toList()
        .forEach(each -> sources.remove(each.getName()));
    ConfigurationPropertySources.attach(environment);
  }

  /** Returns a source that says the same, and takes over those that were of that name before. */
  PropertySource<?> hold(PropertySource<?> source) {
    HeldValues values = held.computeIfAbsent(source.getName(), name -> new HeldValues());
    values.hold((EnumerablePropertySource<?>) source);
    return new OriginTrackedMapPropertySource(source.getName(), values, true);
  }

  /** Leaves nothing of the secrets but their names. */
  void empty() {
    held.values().forEach(each -> each.empty(secrets::matches));
  }

  /**
   * Takes the secrets from files that were read again.
   *
   * @return the names of those that are not there
   */
  Set<String> refill(List<PropertySource<?>> today) {
    Set<String> missing = missing(today);
    for (PropertySource<?> each : today) {
      HeldValues values = held.get(each.getName());
      if (values != null) {
        HeldValues fresh = new HeldValues();
        fresh.hold((EnumerablePropertySource<?>) each);
        values.refill(fresh, secrets::matches);
      }
    }
    return missing;
  }

  /** Returns the names of the secrets that files that were read again do not have. */
  Set<String> missing(List<PropertySource<?>> today) {
    Set<String> missing = new TreeSet<>();
    inEnvironment()
        .forEach(
            source ->
                secrets(source)
                    .filter(
                        name ->
                            today.stream()
                                .filter(source::equals)
                                .noneMatch(each -> isReadable(each, name)))
                    .forEach(missing::add));
    return missing;
  }

  boolean haveSecrets() {
    return inEnvironment().anyMatch(source -> secrets(source).findAny().isPresent());
  }

  private Stream<PropertySource<?>> inEnvironment() {
    return environment.getPropertySources().stream().filter(ConfigurationFiles::isFile);
  }

  private Stream<String> secrets(PropertySource<?> source) {
    return Stream.of(((EnumerablePropertySource<?>) source).getPropertyNames())
        .filter(secrets::matches);
  }

  private static boolean isReadable(PropertySource<?> source, String name) {
    Object value = source.getProperty(name);
    // A file of a config tree is read when it is asked for.
    return value != null && value.toString() != null;
  }
}
