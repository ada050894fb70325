// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.RestoreContext;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;

/**
 * Takes secrets that configuration files or the last restore gave out of the environment and out of
 * the beans that are bound to them, and brings them back. In between they are empty texts.
 */
final class ConfigurationSecrets {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigurationSecrets.class);

  private static final String LOST =
      " were emptied for the checkpoint: have the files as they were and take another checkpoint,"
          + " or start this process again";
  private static final String GONE =
      " would be gone: have the files as they were at the start, or set crac.secrets to nothing,"
          + " which leaves secrets in the image";

  private final ConfigurableEnvironment environment;
  private final SecretNames names;
  private final ConfigurationFiles files;
  private final EnvironmentReload reload;
  private final BoundSecrets bound;
  private final SecretsInBeans inBeans;
  private final RememberedProperties remembered;
  private final Set<String> said = new TreeSet<>();
  private final Set<ConfigurationPropertyName> dropped = new TreeSet<>();
  private boolean isEmptied;

  ConfigurationSecrets(
      ConfigurableApplicationContext context,
      PropertyRebinding rebinding,
      SecretNames names,
      ConfigurationFiles files,
      EnvironmentReload reload) {
    this.environment = context.getEnvironment();
    this.names = names;
    this.files = files;
    this.reload = reload;
    this.bound = new BoundSecrets(context, rebinding);
    this.inBeans = new SecretsInBeans(context);
    this.remembered = new RememberedProperties(context);
  }

  /**
   * Empties the secrets.
   *
   * @return those of which it is known that they stay in a bean
   * @throws IllegalStateException if they could not be read again now, so that an undo would lose
   *     them; nothing is emptied then
   */
  Set<ConfigurationPropertyName> drop() {
    dropped.clear();
    dropped.addAll(find());
    files.holdAll();
    proveReadable();
    Map<ConfigurationPropertyName, String> kept = new TreeMap<>(inBeans.find(dropped));
    kept.putAll(bound.find(dropped));
    isEmptied = true;
    reload.forget(names);
    files.empty();
    kept.putAll(bound.empty());
    remembered.update(dropped);
    sayWhatIsKept(kept);
    return kept.keySet();
  }

  /** Returns the secrets that were emptied. */
  Set<ConfigurationPropertyName> dropped() {
    return dropped;
  }

  /**
   * Gives the beans the secrets that the environment has again.
   *
   * @throws IllegalStateException if one of them cannot be bound
   */
  void areBack() {
    Map<ConfigurationPropertyName, String> failed = bound.bind();
    if (!failed.isEmpty()) {
      throw new IllegalStateException("secrets cannot be bound again: " + failed);
    }
    isEmptied = false;
    remembered.update(dropped);
    Set<ConfigurationPropertyName> gone = new TreeSet<>(dropped);
    for (ConfigurationPropertySource each : ConfigurationPropertySources.get(environment)) {
      gone.removeIf(name -> each.getConfigurationProperty(name) != null);
    }
    if (!gone.isEmpty()) {
      LOG.warn("no longer in the configuration, and empty in beans from now on: {}", gone);
    }
  }

  /**
   * Brings the secrets back where they were, and nothing else.
   *
   * @throws IllegalStateException if they cannot be read
   */
  void bringBack(RestoreContext context) {
    if (!isEmptied) {
      return;
    }
    reload.giveBack(context);
    Set<String> missing = Set.of();
    try {
      if (files.haveSecrets()) {
        missing = files.refill(reload.filesNow());
      }
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "the configuration files cannot be read any more, and " + dropped + LOST, e);
    }
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          missing + " are not in the configuration files any more, and" + LOST);
    }
    areBack();
  }

  private void proveReadable() {
    if (!files.haveSecrets()) {
      return;
    }
    Set<String> missing;
    try {
      missing = files.missing(reload.filesNow());
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "the configuration files cannot be read, so that after this checkpoint " + dropped + GONE,
          e);
    }
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          "not in the configuration files any more, so that after this checkpoint "
              + missing
              + GONE);
    }
  }

  /** Returns the secrets whose values are from files or from the last restore. */
  private Set<ConfigurationPropertyName> find() {
    Set<ConfigurationPropertyName> found = new TreeSet<>();
    Set<ConfigurationPropertyName> others = new TreeSet<>();
    for (ConfigurationPropertySource each : ConfigurationPropertySources.get(environment)) {
      if (each instanceof IterableConfigurationPropertySource source) {
        boolean canBeEmptied =
            each.getUnderlyingSource() instanceof PropertySource<?> underlying
                && (ConfigurationFiles.isFile(underlying)
                    || EnvironmentReload.isOfRestore(underlying));
        source.stream()
            .filter(name -> names.matches(name.toString()))
            .filter(name -> !found.contains(name) && !others.contains(name))
            .forEach(canBeEmptied ? found::add : others::add);
      }
    }
    return found;
  }

  private void sayWhatIsKept(Map<ConfigurationPropertyName, String> kept) {
    Set<String> news = new TreeSet<>();
    kept.forEach((name, why) -> news.add(name + " (" + why + ")"));
    news.removeAll(said);
    said.addAll(news);
    if (!news.isEmpty()) {
      LOG.warn(
          "secrets of the configuration that stay in the image: {}. Bind them to"
              + " @ConfigurationProperties with setters, or leave them out of crac.secrets",
          String.join(", ", news));
    }
  }
}
