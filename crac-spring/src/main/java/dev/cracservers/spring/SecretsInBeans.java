// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Executable;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.ConfigurationPropertiesBean;
import org.springframework.boot.context.properties.bind.BindMethod;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Finds beans that got secrets in ways that cannot be repeated: by a constructor or an injection.
 */
final class SecretsInBeans {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^:}]+)");

  private final ConfigurableApplicationContext context;

  SecretsInBeans(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /** Returns which of the secrets such beans have, and which bean that is. */
  Map<ConfigurationPropertyName, String> find(Set<ConfigurationPropertyName> secrets) {
    Map<ConfigurationPropertyName, String> found = new TreeMap<>();
    ConfigurationPropertiesBean.getAll(context)
        .forEach(
            (name, bean) -> {
              ConfigurationPropertyName prefix =
                  ConfigurationPropertyName.ofIfValid(bean.getAnnotation().prefix());
              if (prefix != null
                  && bean.asBindTarget().getBindMethod() == BindMethod.VALUE_OBJECT) {
                secrets.stream()
                    .filter(prefix::isAncestorOf)
                    .forEach(each -> found.put(each, "by the constructor of bean '" + name + "'"));
              }
            });
    injected(
        (text, bean) -> {
          Matcher matcher = PLACEHOLDER.matcher(text);
          while (matcher.find()) {
            ConfigurationPropertyName name =
                ConfigurationPropertyName.adapt(matcher.group(1).strip(), '.');
            if (secrets.contains(name)) {
              found.put(name, "by @Value in bean '" + bean + "'");
            }
          }
        });
    return found;
  }

  private void injected(BiConsumer<String, String> each) {
    for (String bean : context.getBeanFactory().getSingletonNames()) {
      Class<?> type = context.getBeanFactory().getType(bean, false);
      if (type == null || type.getName().startsWith("java.")) {
        continue;
      }
      Class<?> written = ClassUtils.getUserClass(type);
      ReflectionUtils.doWithFields(written, field -> accept(field, bean, each));
      ReflectionUtils.doWithMethods(written, method -> acceptAll(method, bean, each));
      for (Executable constructor : written.getDeclaredConstructors()) {
        acceptAll(constructor, bean, each);
      }
    }
  }

  private static void acceptAll(
      Executable executable, String bean, BiConsumer<String, String> each) {
    Stream.concat(Stream.of(executable), Stream.<AnnotatedElement>of(executable.getParameters()))
        .forEach(element -> accept(element, bean, each));
  }

  private static void accept(
      AnnotatedElement element, String bean, BiConsumer<String, String> each) {
    Value value = AnnotatedElementUtils.findMergedAnnotation(element, Value.class);
    if (value != null) {
      each.accept(value.value(), bean);
    }
  }
}
