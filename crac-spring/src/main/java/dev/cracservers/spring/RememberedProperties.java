// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.boot.context.properties.BoundConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.ReflectionUtils;

/**
 * What Spring Boot remembers of properties it has bound, for {@code /actuator/configprops}: their
 * values, too. There is no way to have it forget one but through its field.
 */
final class RememberedProperties {
  private final ConfigurableApplicationContext context;

  RememberedProperties(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /** Has it remember, of what it knows of these, what the environment says now. */
  void update(Set<ConfigurationPropertyName> names) {
    BoundConfigurationProperties bound = BoundConfigurationProperties.get(context);
    if (bound == null) {
      return;
    }
    Map<ConfigurationPropertyName, ConfigurationProperty> known = known(bound);
    for (ConfigurationPropertyName name : names) {
      for (ConfigurationPropertySource each :
          ConfigurationPropertySources.get(context.getEnvironment())) {
        ConfigurationProperty now = each.getConfigurationProperty(name);
        if (now != null) {
          known.replace(name, now);
          break;
        }
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<ConfigurationPropertyName, ConfigurationProperty> known(
      BoundConfigurationProperties bound) {
    Field field = ReflectionUtils.findField(bound.getClass(), "properties", Map.class);
    if (field == null) {
      throw new IllegalStateException(
          "what Spring Boot remembers of secrets cannot be forgotten: "
              + bound.getClass().getName()
              + " has no field 'properties' in this version; set crac.secrets to nothing to leave"
              + " them in the image");
    }
    ReflectionUtils.makeAccessible(field);
    return (Map<ConfigurationPropertyName, ConfigurationProperty>)
        Objects.requireNonNull(ReflectionUtils.getField(field, bound));
  }
}
