// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.Registration;
import io.r2dbc.pool.ConnectionPool;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;
import org.springframework.context.ApplicationContext;

/**
 * Closes pools of R2DBC, and has Spring make their beans anew, by their definitions and with
 * today's configuration. The bean becomes what callers have to go through, a plain {@code
 * ConnectionFactory}.
 */
final class R2dbcPools implements DestructionAwareBeanPostProcessor {
  private final ApplicationContext context;
  private final BeansMadeAgain beans;
  private final Map<String, SwappedConnectionPool> swapped = new ConcurrentHashMap<>();

  R2dbcPools(ApplicationContext context) {
    this.context = context;
    this.beans = new BeansMadeAgain(context);
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String beanName) {
    if (!(bean instanceof ConnectionPool pool)
        || ProxiedBeans.isProxy(bean)
        || !beans.isDefined(beanName)) {
      return bean;
    }
    SwappedConnectionPool resource =
        new SwappedConnectionPool(
            beanName, pool, () -> beans.again(beanName, ConnectionPool.class));
    context.getBean(PropertyRebinding.class).madeAgain(beanName);
    Registration unused = context.getBean(CheckpointCoordinator.class).register(resource);
    swapped.put(beanName, resource);
    return resource;
  }

  @Override
  public boolean requiresDestruction(Object bean) {
    return bean instanceof ConnectionPool;
  }

  /** Spring disposes the pool of the start: that of the last restore has to end, too. */
  @Override
  public void postProcessBeforeDestruction(Object bean, String beanName) {
    SwappedConnectionPool resource = swapped.remove(beanName);
    if (resource != null) {
      resource.end();
    }
  }
}
