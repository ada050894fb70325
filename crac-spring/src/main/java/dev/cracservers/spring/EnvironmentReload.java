// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.RestoreContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.config.ConfigDataEnvironmentUpdateListener;
import org.springframework.boot.context.config.ConfigDataLocation;
import org.springframework.boot.context.config.ConfigDataResource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ResourceLoader;

/**
 * Makes an environment say what a restore was given, first, its arguments next; then the variables
 * that differ from those of the start; then what it said before, with the configuration files as
 * they are now.
 *
 * <p>Relies on Spring Boot 4: configuration files are property sources whose names begin with
 * {@code Config resource} or {@code Config tree}, and {@code ConfigDataEnvironmentPostProcessor}
 * reads them into any environment.
 */
final class EnvironmentReload {
  static final String GIVEN = "restoreCommandLine";
  static final String ARGUMENTS = "restoreArguments";
  static final String VARIABLES = "restore-systemEnvironment";
  private static final String SYSTEM_ENVIRONMENT =
      StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
  private static final String DEFAULTS = "defaultProperties";
  private static final String ACTIVE_PROFILES = "spring.profiles.active";

  private final ConfigurableEnvironment environment;
  private final ResourceLoader resources;

  EnvironmentReload(ConfigurableEnvironment environment, ResourceLoader resources) {
    this.environment = environment;
    this.resources = resources;
  }

  /** Forgets what came with the last restore, which may hold secrets. */
  void forget() {
    environment.getPropertySources().remove(GIVEN);
    environment.getPropertySources().remove(ARGUMENTS);
    environment.getPropertySources().remove(VARIABLES);
  }

  /**
   * Reads everything again.
   *
   * @throws RuntimeException what Spring Boot throws if a configuration file cannot be read
   */
  void run(RestoreContext context) {
    forget();
    addRestored(context);
    replaceFiles(filesNow());
    ConfigurationPropertySources.attach(environment);
  }

  /** Returns the profiles that a start would take now, if they are not those that are active. */
  @Nullable String otherProfiles() {
    String wanted = environment.getProperty(ACTIVE_PROFILES);
    if (wanted == null) {
      return null;
    }
    List<String> active = List.of(environment.getActiveProfiles());
    for (String each : wanted.split(",", -1)) {
      if (!each.isBlank() && !active.contains(each.strip())) {
        return wanted;
      }
    }
    return null;
  }

  private void addRestored(RestoreContext context) {
    MutablePropertySources sources = environment.getPropertySources();
    Map<String, Object> variables = new HashMap<>(context.environment());
    if (!variables.isEmpty()) {
      Map<String, Object> different = new HashMap<>(variables);
      different.entrySet().removeAll(System.getenv().entrySet());
      sources.addFirst(new SystemEnvironmentPropertySource(VARIABLES, different));
      if (sources.contains(SYSTEM_ENVIRONMENT)) {
        sources.replace(
            SYSTEM_ENVIRONMENT, new SystemEnvironmentPropertySource(SYSTEM_ENVIRONMENT, variables));
      }
    }
    if (!context.arguments().isEmpty()) {
      sources.addFirst(
          new SimpleCommandLinePropertySource(
              ARGUMENTS, context.arguments().toArray(String[]::new)));
    }
    if (!context.given().isEmpty()) {
      sources.addFirst(new MapPropertySource(GIVEN, new LinkedHashMap<>(context.given())));
    }
  }

  private List<PropertySource<?>> filesNow() {
    StandardEnvironment fresh = new StandardEnvironment();
    MutablePropertySources sources = fresh.getPropertySources();
    sources.forEach(each -> sources.remove(each.getName()));
    for (PropertySource<?> each : environment.getPropertySources()) {
      if (!isFile(each)
          && !ConfigurationPropertySources.isAttachedConfigurationPropertySource(each)) {
        sources.addLast(each);
      }
    }
    // Which beans there are was decided by the profiles of the start.
    sources.addFirst(
        new MapPropertySource(
            "profilesOfTheStart",
            Map.of(ACTIVE_PROFILES, String.join(",", environment.getActiveProfiles()))));
    List<PropertySource<?>> files = new ArrayList<>();
    ConfigDataEnvironmentPostProcessor.applyTo(
        fresh,
        resources,
        null,
        List.of(),
        new ConfigDataEnvironmentUpdateListener() {
          @Override
          public void onPropertySourceAdded(
              PropertySource<?> source,
              @Nullable ConfigDataLocation location,
              @Nullable ConfigDataResource resource) {
            files.add(source);
          }
        });
    return files;
  }

  /** Puts the files where they were: before whatever came after them. */
  private void replaceFiles(List<PropertySource<?>> files) {
    MutablePropertySources sources = environment.getPropertySources();
    List<PropertySource<?>> before = sources.stream().toList();
    boolean passed = false;
    String next = sources.contains(DEFAULTS) ? DEFAULTS : null;
    for (PropertySource<?> each : before) {
      if (isFile(each) || files.contains(each)) {
        passed = true;
        sources.remove(each.getName());
      } else if (passed) {
        next = each.getName();
        break;
      }
    }
    before.stream()
        .filter(EnvironmentReload::isFile)
        .forEach(each -> sources.remove(each.getName()));
    for (PropertySource<?> each : files) {
      if (next == null) {
        sources.addLast(each);
      } else {
        sources.addBefore(next, each);
      }
    }
  }

  private static boolean isFile(PropertySource<?> source) {
    return source.getName().startsWith("Config resource '")
        || source.getName().startsWith("Config tree '");
  }
}
