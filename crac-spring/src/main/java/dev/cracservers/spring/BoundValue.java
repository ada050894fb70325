// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import java.beans.PropertyDescriptor;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanUtils;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.util.ReflectionUtils;

/**
 * Where a property is in a bean: in the innermost object with setters on the way to it. What is
 * bound there is the property, or else the list, map or record that it is in.
 *
 * @param owner the object with setters
 * @param prefix the name of that object
 * @param place the name of what is bound
 * @param value what was found at the end of the way; null if there is nothing, or no getter
 */
record BoundValue(
    Object owner,
    ConfigurationPropertyName prefix,
    ConfigurationPropertyName place,
    @Nullable Object value) {

  static BoundValue of(
      Object bean, ConfigurationPropertyName prefix, ConfigurationPropertyName property) {
    Object owner = bean;
    int depth = prefix.getNumberOfElements();
    Object value = bean;
    for (int at = depth; at < property.getNumberOfElements() && value != null; at++) {
      if (hasSetters(value)) {
        // An object that is bound is the same afterwards; elements of a list would be others.
        owner = value;
        depth = at;
      } else if (!(value instanceof List) && !(value instanceof Map)) {
        break;
      }
      value = read(value, property, at);
    }
    return new BoundValue(owner, property.chop(depth), property.chop(depth + 1), value);
  }

  /** Returns whether this is a text, and not the given one. */
  boolean isTextOtherThan(@Nullable String text) {
    if (value instanceof char[] characters) {
      return !String.valueOf(characters).equals(text);
    }
    return value instanceof String && !value.equals(text);
  }

  private static @Nullable Object read(Object from, ConfigurationPropertyName property, int at) {
    String name = property.getElement(at, Form.UNIFORM);
    if (from instanceof List<?> list) {
      int index = property.isNumericIndex(at) ? Integer.parseInt(name) : list.size();
      return index < list.size() ? list.get(index) : null;
    }
    if (from instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .filter(each -> isSame(String.valueOf(each.getKey()), name))
          .findFirst()
          .<Object>map(Entry::getValue)
          .orElse(null);
    }
    for (PropertyDescriptor each : BeanUtils.getPropertyDescriptors(from.getClass())) {
      Method getter = each.getReadMethod();
      if (getter != null && isSame(each.getName(), name)) {
        ReflectionUtils.makeAccessible(getter);
        return ReflectionUtils.invokeMethod(getter, from);
      }
    }
    return null;
  }

  private static boolean isSame(String name, String uniform) {
    return name.replaceAll("[^\\p{Alnum}]", "")
        .toLowerCase(Locale.ROOT)
        .equals(uniform.replaceAll("[^\\p{Alnum}]", "").toLowerCase(Locale.ROOT));
  }

  private static boolean hasSetters(Object value) {
    return !(value instanceof Iterable)
        && !(value instanceof Map)
        && !BeanUtils.isSimpleProperty(value.getClass())
        && Stream.of(value.getClass().getDeclaredConstructors())
            .anyMatch(each -> each.getParameterCount() == 0);
  }
}
