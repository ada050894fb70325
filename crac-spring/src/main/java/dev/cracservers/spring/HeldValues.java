// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.core.env.EnumerablePropertySource;

/**
 * What a configuration file says, in a place of its own: property sources, their caches and the
 * environments of child contexts may go on referring to it when its secrets are gone. Thread-safe.
 */
final class HeldValues extends AbstractMap<String, Object> {
  private volatile Map<String, Object> now = Map.of();

  /** Takes what a source says, with the places where it says it. */
  void hold(EnumerablePropertySource<?> source) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (String name : source.getPropertyNames()) {
      OriginTrackedValue value =
          OriginTrackedValue.of(source.getProperty(name), OriginLookup.getOrigin(source, name));
      if (value != null) {
        values.put(name, value);
      }
    }
    now = values;
  }

  /** Leaves nothing of the values of some names but that they are there. */
  void empty(Predicate<String> names) {
    Map<String, Object> rest = new LinkedHashMap<>(now);
    rest.replaceAll((name, value) -> names.test(name) ? "" : value);
    now = rest;
  }

  /** Takes the values of some names from elsewhere. */
  void refill(Map<String, Object> others, Predicate<String> names) {
    Map<String, Object> all = new LinkedHashMap<>(now);
    all.replaceAll((name, value) -> names.test(name) ? others.getOrDefault(name, value) : value);
    now = all;
  }

  @Override
  public Set<Entry<String, Object>> entrySet() {
    return now.entrySet();
  }

  @Override
  public @Nullable Object get(@Nullable Object name) {
    return now.get(name);
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return now.containsKey(name);
  }
}
