// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import java.beans.PropertyDescriptor;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanUtils;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * What a bean has of a property, or of the list, map or record that the property is in, as these
 * are bound as a whole.
 *
 * @param place the name of what is bound
 * @param value null if there is none, or no getter for it
 */
record BoundValue(ConfigurationPropertyName place, @Nullable Object value) {

  static BoundValue of(
      Object bean, ConfigurationPropertyName prefix, ConfigurationPropertyName property) {
    Object value = bean;
    int at = prefix.getNumberOfElements();
    do {
      value = read(value, property.getElement(at, Form.UNIFORM));
      at++;
    } while (at < property.getNumberOfElements() && value != null && hasSetters(value));
    return new BoundValue(property.chop(at), value);
  }

  /** Returns whether this is a text, and not the given one. */
  boolean isTextOtherThan(@Nullable String text) {
    if (value instanceof char[] characters) {
      return !String.valueOf(characters).equals(text);
    }
    return value instanceof String && !value.equals(text);
  }

  private static @Nullable Object read(Object bean, String uniformName) {
    for (PropertyDescriptor each : BeanUtils.getPropertyDescriptors(bean.getClass())) {
      Method getter = each.getReadMethod();
      if (getter != null && each.getName().toLowerCase(Locale.ROOT).equals(uniformName)) {
        ReflectionUtils.makeAccessible(getter);
        return ReflectionUtils.invokeMethod(getter, bean);
      }
    }
    return null;
  }

  private static boolean hasSetters(Object value) {
    return !(value instanceof Collection)
        && !(value instanceof Map)
        && !BeanUtils.isSimpleProperty(value.getClass())
        && ClassUtils.hasConstructor(value.getClass());
  }
}
