// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesBean;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindingPostProcessor;
import org.springframework.boot.context.properties.bind.BindMethod;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.context.ApplicationContext;

/**
 * Binds {@code @ConfigurationProperties} beans again, in place: those with setters whose prefix
 * covers a property that has changed. A property that was removed leaves the bean as it is.
 */
final class PropertyRebinding {

  /**
   * A bean that was replaced in the context.
   *
   * @param target what to bind in its place; null if it is made again, and bound then
   * @param emptied who is told of a property that was emptied
   */
  private record Replaced(
      String beanName,
      @Nullable Object target,
      Consumer<? super ConfigurationPropertyName> emptied) {}

  /**
   * A bean with setters and what is bound in its place.
   *
   * @param instance null if nothing is: it is made again, and bound then
   * @param isReplaced whether the instance is not the bean itself
   * @param emptied who is told of a property that was emptied
   */
  record Bound(
      ConfigurationPropertiesBean bean,
      ConfigurationPropertyName prefix,
      @Nullable Object instance,
      boolean isReplaced,
      Consumer<? super ConfigurationPropertyName> emptied) {
    Bindable<?> target() {
      return isReplaced
          ? Bindable.ofInstance(Objects.requireNonNull(instance))
          : bean.asBindTarget();
    }
  }

  private final ApplicationContext context;
  private final List<Replaced> replaced = new ArrayList<>();

  PropertyRebinding(ApplicationContext context) {
    this.context = context;
  }

  /** Says what gets the properties of a bean that is another object in the context. */
  synchronized void replace(String beanName, Object target) {
    replace(beanName, target, name -> {});
  }

  /** As {@link #replace(String, Object)}, for one who keeps properties of the bean, too. */
  synchronized void replace(
      String beanName, Object target, Consumer<? super ConfigurationPropertyName> emptied) {
    replaced.add(new Replaced(beanName, target, emptied));
  }

  /** Says that a bean is made again at each restore. */
  synchronized void madeAgain(String beanName) {
    replaced.add(new Replaced(beanName, null, name -> {}));
  }

  /**
   * Binds the beans that the changed properties belong to.
   *
   * @return the changed properties that no bean was told of
   */
  synchronized Set<ConfigurationPropertyName> rebind(Set<ConfigurationPropertyName> changed) {
    Set<ConfigurationPropertyName> untold = new TreeSet<>(changed);
    // Variables such as PATH are no property of anybody.
    untold.removeIf(name -> name.getNumberOfElements() < 2);
    ConfigurationPropertiesBindingPostProcessor binder =
        context.getBeanProvider(ConfigurationPropertiesBindingPostProcessor.class).getIfAvailable();
    if (binder == null) {
      // Nothing has bound a bean in this application so far.
      return untold;
    }
    for (Bound bound : bound()) {
      if (changed.stream().anyMatch(bound.prefix()::isAncestorOf)) {
        Object target = bound.instance();
        if (target != null) {
          Object unused = binder.postProcessBeforeInitialization(target, bound.bean().getName());
        }
        untold.removeIf(bound.prefix()::isAncestorOf);
      }
    }
    return untold;
  }

  /** Returns the beans with setters. */
  synchronized List<Bound> bound() {
    List<Bound> found = new ArrayList<>();
    for (ConfigurationPropertiesBean bean : ConfigurationPropertiesBean.getAll(context).values()) {
      ConfigurationPropertyName prefix =
          ConfigurationPropertyName.ofIfValid(bean.getAnnotation().prefix());
      Object instance = bean.getInstance();
      if (prefix == null
          || instance == null
          || bean.asBindTarget().getBindMethod() == BindMethod.VALUE_OBJECT) {
        continue;
      }
      Replaced bound =
          replaced.stream()
              .filter(each -> each.beanName().equals(bean.getName()))
              .findAny()
              .orElse(new Replaced(bean.getName(), instance, name -> {}));
      found.add(
          new Bound(bean, prefix, bound.target(), bound.target() != instance, bound.emptied()));
    }
    return found;
  }
}
