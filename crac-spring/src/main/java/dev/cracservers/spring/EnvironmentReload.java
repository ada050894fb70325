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

  private static final List<String> OF_RESTORE = List.of(GIVEN, ARGUMENTS, VARIABLES);

  private final ConfigurableEnvironment environment;
  private final ResourceLoader resources;
  private final ConfigurationFiles files;

  EnvironmentReload(
      ConfigurableEnvironment environment, ResourceLoader resources, ConfigurationFiles files) {
    this.environment = environment;
    this.resources = resources;
    this.files = files;
  }

  /** Returns whether a source is one that came with the last restore. */
  static boolean isOfRestore(PropertySource<?> source) {
    return OF_RESTORE.contains(source.getName()) || source instanceof RestoredVariables;
  }

  /** Forgets what came with the last restore. */
  void forget() {
    MutablePropertySources sources = environment.getPropertySources();
    OF_RESTORE.forEach(sources::remove);
  }

  /** Forgets what came with the last restore, all but that there were these secrets. */
  void forget(SecretNames secrets) {
    MutablePropertySources sources = environment.getPropertySources();
    for (PropertySource<?> each :
        sources.stream().filter(EnvironmentReload::isOfRestore).toList()) {
      if (each instanceof MapPropertySource values) {
        // In place, for caches refer to sources that were replaced.
        values
            .getSource()
            .keySet()
            .removeIf(
                name ->
                    !(each instanceof RestoredVariables)
                        && !secrets.matches(name)
                        && !secrets.matchesVariable(name));
        values
            .getSource()
            .replaceAll(
                (name, value) ->
                    secrets.matches(name) || secrets.matchesVariable(name) ? "" : value);
      }
    }
  }

  /** Says again what the last restore was given. */
  void giveBack(RestoreContext context) {
    forget();
    addRestored(context);
    ConfigurationPropertySources.attach(environment);
  }

  /**
   * Reads everything again.
   *
   * @throws RuntimeException what Spring Boot throws if a configuration file cannot be read
   */
  void run(RestoreContext context) {
    forget();
    addRestored(context);
    replaceFiles(filesNow().stream().<PropertySource<?>>map(files::hold).toList());
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
        sources.replace(SYSTEM_ENVIRONMENT, new RestoredVariables(variables));
      }
    }
    if (!context.arguments().isEmpty()) {
      SimpleCommandLinePropertySource given =
          new SimpleCommandLinePropertySource(context.arguments().toArray(String[]::new));
      Map<String, Object> arguments = new LinkedHashMap<>();
      for (String name : given.getPropertyNames()) {
        arguments.put(name, String.valueOf(given.getProperty(name)));
      }
      sources.addFirst(new MapPropertySource(ARGUMENTS, arguments));
    }
    if (!context.given().isEmpty()) {
      sources.addFirst(new MapPropertySource(GIVEN, new LinkedHashMap<>(context.given())));
    }
  }

  /**
   * Reads the configuration files, for nobody yet.
   *
   * @throws RuntimeException what Spring Boot throws if one of them cannot be read
   */
  List<PropertySource<?>> filesNow() {
    StandardEnvironment fresh = new StandardEnvironment();
    MutablePropertySources sources = fresh.getPropertySources();
    sources.forEach(each -> sources.remove(each.getName()));
    for (PropertySource<?> each : environment.getPropertySources()) {
      if (!ConfigurationFiles.isFile(each)
          && !ConfigurationPropertySources.isAttachedConfigurationPropertySource(each)) {
        sources.addLast(each);
      }
    }
    // Which beans there are was decided by the profiles of the start.
    sources.addFirst(
        new MapPropertySource(
            "profilesOfTheStart",
            Map.of(ACTIVE_PROFILES, String.join(",", environment.getActiveProfiles()))));
    List<PropertySource<?>> found = new ArrayList<>();
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
            found.add(source);
          }
        });
    return found;
  }

  /** Puts the files where they were: before whatever came after them. */
  private void replaceFiles(List<PropertySource<?>> today) {
    MutablePropertySources sources = environment.getPropertySources();
    List<PropertySource<?>> before = sources.stream().toList();
    boolean passed = false;
    String next = sources.contains(DEFAULTS) ? DEFAULTS : null;
    for (PropertySource<?> each : before) {
      if (ConfigurationFiles.isFile(each) || today.contains(each)) {
        passed = true;
        sources.remove(each.getName());
      } else if (passed) {
        next = each.getName();
        break;
      }
    }
    before.stream()
        .filter(ConfigurationFiles::isFile)
        .forEach(each -> sources.remove(each.getName()));
    for (PropertySource<?> each : today) {
      if (next == null) {
        sources.addLast(each);
      } else {
        sources.addBefore(next, each);
      }
    }
  }

  /** The environment of the restore, in place of that of the start. */
  private static final class RestoredVariables extends SystemEnvironmentPropertySource {
    RestoredVariables(Map<String, Object> variables) {
      super(SYSTEM_ENVIRONMENT, variables);
    }
  }
}
