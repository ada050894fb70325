// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Phase;
import dev.cracservers.core.RestoreContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Reads the configuration again at a restore: what the restore was given, its environment, and the
 * configuration files as they are now. Then binds {@code @ConfigurationProperties} beans anew.
 *
 * <p>The first resource that is reopened, so that pools and servers find today's settings. It says
 * in the log which changed properties nobody could be told of.
 */
final class ConfigurationResource implements CheckpointResource {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigurationResource.class);

  private final ConfigurableEnvironment environment;
  private final EnvironmentReload reload;
  private final PropertyRebinding rebinding;
  private final ConfigurationSecrets secrets;
  private final Set<ConfigurationPropertyName> given = new TreeSet<>();
  private final Map<ConfigurationPropertyName, String> kept = new HashMap<>();
  private Map<String, Long> counts = Map.of();

  ConfigurationResource(
      ConfigurableApplicationContext context, PropertyRebinding rebinding, SecretNames names) {
    this.environment = context.getEnvironment();
    this.rebinding = rebinding;
    ConfigurationFiles files = new ConfigurationFiles(environment, names);
    this.reload = new EnvironmentReload(environment, context, files);
    this.secrets = new ConfigurationSecrets(context, rebinding, names, files, reload);
    files.holdAll();
  }

  @Override
  public String name() {
    return "configuration";
  }

  /** Forgets what the last restore was given, and secrets. */
  @Override
  public void close(Deadline deadline) {
    ChangedNames before = ChangedNames.since(environment);
    kept.clear();
    given.clear();
    secrets.drop().forEach(name -> kept.put(name, String.valueOf(before.values().get(name))));
    given.addAll(before.now(environment));
    given.removeAll(secrets.dropped());
  }

  @Override
  public void reopen(RestoreContext context) {
    counts = Map.of();
    if (!context.isRestored()) {
      secrets.bringBack(context);
      return;
    }
    ChangedNames before = ChangedNames.since(environment).with(kept);
    reload.run(context);
    Set<ConfigurationPropertyName> changed = before.now(environment);
    // An engine has set those as system properties already, so they are no other ones now.
    context
        .given()
        .keySet()
        .forEach(each -> changed.add(ConfigurationPropertyName.adapt(each, '.')));
    // Beans are still bound to what the last restore was given, and an undo gives it back.
    changed.addAll(given);
    // Whether the others have changed nobody knows: that is what they were emptied for.
    changed.removeIf(name -> secrets.dropped().contains(name) && !kept.containsKey(name));
    secrets.areBack();
    Set<ConfigurationPropertyName> untold = rebinding.rebind(changed);
    counts = Map.of("changed", (long) changed.size(), "untold", (long) untold.size());
    report(untold);
    changed.removeAll(untold);
    proveResolved(before.lost(changed, environment));
  }

  @Override
  public Map<String, Long> counts(Phase phase) {
    return phase == Phase.REOPEN ? counts : Map.of();
  }

  /** Spring Boot binds a placeholder without a value as a text. */
  private static void proveResolved(Map<ConfigurationPropertyName, String> lost) {
    if (!lost.isEmpty()) {
      throw new IllegalStateException(
          "placeholders that had a value in the image have none at this restore: "
              + lost
              + "; give them one with crac restore DIR --set NAME=VALUE, by the environment or in a"
              + " configuration file");
    }
  }

  private void report(Set<ConfigurationPropertyName> untold) {
    if (!untold.isEmpty()) {
      LOG.warn(
          "changed at this restore, but no bean could be told: {}; who reads them from the"
              + " Environment sees the new value, who got them injected or by a constructor keeps"
              + " the old one. Bind them to @ConfigurationProperties with setters",
          untold);
    }
    String profiles = reload.otherProfiles();
    if (profiles != null) {
      LOG.warn(
          "this restore asks for the profiles '{}', but the beans of the image were made for {};"
              + " take an image for each set of profiles",
          profiles,
          environment.getActiveProfiles());
    }
  }
}
