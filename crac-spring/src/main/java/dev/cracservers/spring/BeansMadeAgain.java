// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ApplicationContext;

/** Has Spring make another object of a bean, as it made the first one. Thread-safe. */
final class BeansMadeAgain {
  private static final String AGAIN = ".again";

  private final ApplicationContext context;

  BeansMadeAgain(ApplicationContext context) {
    this.context = context;
  }

  /** Returns whether a bean has a definition, and is not one that is made again. */
  boolean isDefined(String beanName) {
    return !beanName.endsWith(AGAIN) && factory().containsBeanDefinition(beanName);
  }

  /** Returns what gives the object that is there already, and from then on a new one each time. */
  Callable<DataSource> beginningWith(DataSource there, String beanName) {
    AtomicReference<DataSource> first = new AtomicReference<>(there);
    return () -> {
      DataSource known = first.getAndSet(null);
      return known != null ? known : again(beanName, DataSource.class);
    };
  }

  /** Returns a new object of the bean. */
  synchronized <T> T again(String beanName, Class<T> type) {
    DefaultListableBeanFactory factory = factory();
    RootBeanDefinition definition =
        new RootBeanDefinition((RootBeanDefinition) factory.getMergedBeanDefinition(beanName));
    definition.setScope(BeanDefinition.SCOPE_PROTOTYPE);
    definition.setAutowireCandidate(false);
    definition.setPrimary(false);
    // For this moment only: who asks for all beans is not to find it.
    factory.registerBeanDefinition(beanName + AGAIN, definition);
    try {
      return factory.getBean(beanName + AGAIN, type);
    } finally {
      factory.removeBeanDefinition(beanName + AGAIN);
    }
  }

  private DefaultListableBeanFactory factory() {
    return (DefaultListableBeanFactory) context.getAutowireCapableBeanFactory();
  }
}
