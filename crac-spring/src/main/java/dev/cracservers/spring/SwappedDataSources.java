// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.Registration;
import dev.cracservers.jdbc.DataSourceBuilder.Closing;
import dev.cracservers.jdbc.DataSourceResource;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;
import org.springframework.context.ApplicationContext;

/**
 * Closes pools that cannot stay in place, and has Spring make their beans anew, by their
 * definitions and with today's configuration. The bean becomes what callers have to go through, a
 * plain {@code DataSource}.
 */
final class SwappedDataSources implements DestructionAwareBeanPostProcessor {

  /** Knows the pools of one make. */
  interface Make {
    /** Returns how a pool is closed; null if it is of another make. */
    @Nullable Closing<DataSource> closing(DataSource pool);
  }

  private final ApplicationContext context;
  private final BeansMadeAgain beans;
  private final ObjectProvider<Make> makes;
  private final Map<String, DataSourceResource> swapped = new ConcurrentHashMap<>();

  SwappedDataSources(ApplicationContext context, ObjectProvider<Make> makes) {
    this.context = context;
    this.beans = new BeansMadeAgain(context);
    this.makes = makes;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String beanName) {
    if (bean instanceof DataSource pool
        && !ProxiedBeans.isProxy(bean)
        && beans.isDefined(beanName)) {
      List<Make> known = makes.orderedStream().toList();
      for (Make make : known) {
        Closing<DataSource> closing = make.closing(pool);
        if (closing != null) {
          String obstacle = ProxiedBeans.obstacle(beanName);
          return obstacle == null
              ? gated(closing, pool, beanName)
              : Refusal.of(context, beanName, obstacle, bean);
        }
      }
    }
    return bean;
  }

  private DataSource gated(Closing<DataSource> closing, DataSource pool, String beanName) {
    try {
      DataSourceResource resource =
          DataSourceResource.over(beanName, beans.beginningWith(pool, beanName))
              .alreadyRunning()
              .closing(closing)
              .onBorrowedTimeout(
                  context.getBean(CheckpointProperties.class).datasource().onBorrowedTimeout())
              .build();
      context.getBean(PropertyRebinding.class).madeAgain(beanName);
      Registration unused = context.getBean(CheckpointCoordinator.class).register(resource);
      swapped.put(beanName, resource);
      return resource.dataSource();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while pool " + beanName + " was opened", e);
    }
  }

  @Override
  public boolean requiresDestruction(Object bean) {
    return bean instanceof DataSource;
  }

  /** Spring destroys the pool of the start: that of the last restore is closed in its place. */
  @Override
  public void postProcessBeforeDestruction(Object bean, String beanName) {
    DataSourceResource resource = swapped.remove(beanName);
    if (resource != null) {
      try {
        resource.shutDown();
      } catch (SQLException e) {
        throw new IllegalStateException("pool " + beanName + " cannot be closed", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
