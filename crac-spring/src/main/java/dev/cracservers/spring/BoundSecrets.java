// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.spring.PropertyRebinding.Bound;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Binds secrets, and nothing beside them, to the beans with setters that have them: once they are
 * empty in the environment, and once they are back. Nothing is validated.
 */
final class BoundSecrets {

  /** A secret, or what it is in, in a bean. */
  private record Held(
      Bound bound,
      Bindable<?> owner,
      ConfigurationPropertyName prefix,
      ConfigurationPropertyName place) {
    boolean covers(ConfigurationPropertyName name) {
      return place.equals(name) || place.isAncestorOf(name);
    }
  }

  private final ConfigurableApplicationContext context;
  private final ConfigurableEnvironment environment;
  private final PropertyRebinding rebinding;
  private final Set<Held> held = new LinkedHashSet<>();

  BoundSecrets(ConfigurableApplicationContext context, PropertyRebinding rebinding) {
    this.context = context;
    this.environment = context.getEnvironment();
    this.rebinding = rebinding;
  }

  /**
   * Finds the beans that have some secrets, while these are there.
   *
   * @return the secrets that are another value in their bean than in the environment, by what the
   *     bean is; these are left alone
   */
  Map<ConfigurationPropertyName, String> find(Set<ConfigurationPropertyName> secrets) {
    held.clear();
    Map<ConfigurationPropertyName, String> changedByCode = new TreeMap<>();
    for (Bound bound : rebinding.bound()) {
      Object instance = bound.instance();
      for (ConfigurationPropertyName secret : secrets) {
        if (instance != null && bound.prefix().isAncestorOf(secret)) {
          BoundValue value = BoundValue.of(instance, bound.prefix(), secret);
          if (!bound.isReplaced() && value.isTextOtherThan(text(secret))) {
            changedByCode.put(secret, "changed by code in bean '" + bound.bean().getName() + "'");
          } else {
            held.add(
                new Held(
                    bound,
                    value.owner() == instance ? bound.target() : Bindable.ofInstance(value.owner()),
                    value.prefix(),
                    value.place()));
          }
        }
      }
    }
    return changedByCode;
  }

  /** As {@link #bind}, when the secrets are empty in the environment. */
  Map<ConfigurationPropertyName, String> empty() {
    Map<ConfigurationPropertyName, String> failed = bind();
    // What does not take an empty text has kept what it had.
    held.removeIf(each -> failed.containsKey(each.place()));
    held.forEach(each -> each.bound().emptied().accept(each.place()));
    return failed;
  }

  /**
   * Has the beans say of their secrets what the environment says.
   *
   * @return what could not be bound, by what the bean is
   */
  Map<ConfigurationPropertyName, String> bind() {
    Map<ConfigurationPropertyName, String> failed = new TreeMap<>();
    for (Held each : held) {
      Binder binder = binder(sources().map(source -> source.filter(each::covers)).toList());
      binder.bind(
          each.prefix(),
          each.owner(),
          new BindHandler() {
            @Override
            public @Nullable Object onFailure(
                ConfigurationPropertyName name,
                Bindable<?> target,
                BindContext binding,
                Exception error) {
              failed.put(each.place(), "not bound in bean '" + each.bound().bean().getName() + "'");
              return null;
            }
          });
    }
    return failed;
  }

  private @Nullable String text(ConfigurationPropertyName name) {
    return binder(sources().toList()).bind(name, Bindable.of(String.class)).orElse(null);
  }

  private Stream<ConfigurationPropertySource> sources() {
    return StreamSupport.stream(ConfigurationPropertySources.get(environment).spliterator(), false);
  }

  private Binder binder(List<ConfigurationPropertySource> sources) {
    return new Binder(
        sources,
        new PropertySourcesPlaceholdersResolver(environment),
        null,
        context.getBeanFactory()::copyRegisteredEditorsTo,
        null);
  }
}
