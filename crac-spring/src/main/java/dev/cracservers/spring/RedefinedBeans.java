// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Registration;
import dev.cracservers.core.RestoreContext;
import java.util.function.BiConsumer;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.ApplicationContext;

/**
 * Has beans of one type, which Spring stops and starts, take today's settings between: Spring makes
 * another object by the definition of the bean and with today's configuration, and what it was
 * given goes to the one that everybody has.
 *
 * @param <T> the type of the beans
 */
final class RedefinedBeans<T> implements BeanPostProcessor {
  private final ApplicationContext context;
  private final BeansMadeAgain beans;
  private final Class<T> type;
  private final BiConsumer<T, T> settings;

  /**
   * Makes one.
   *
   * @param settings takes the settings of the first one over into the second
   */
  RedefinedBeans(ApplicationContext context, Class<T> type, BiConsumer<T, T> settings) {
    this.context = context;
    this.beans = new BeansMadeAgain(context);
    this.type = type;
    this.settings = settings;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String beanName) {
    if (type.isInstance(bean) && beans.isDefined(beanName)) {
      Registration unused =
          context
              .getBean(CheckpointCoordinator.class)
              .register(new Redefined(beanName, type.cast(bean)));
    }
    return bean;
  }

  /** One of the beans. */
  private final class Redefined implements CheckpointResource {
    private final String name;
    private final T used;

    Redefined(String name, T used) {
      this.name = name;
      this.used = used;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void reopen(RestoreContext restore) {
      if (!restore.isRestored()) {
        return;
      }
      T today = beans.again(name, type);
      try {
        settings.accept(today, used);
      } finally {
        context.getAutowireCapableBeanFactory().destroyBean(today);
      }
    }
  }
}
