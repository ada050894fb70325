// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.Registration;
import dev.cracservers.jdbc.DataSourceResource;
import dev.cracservers.jdbc.HikariPoolBuilder;
import dev.cracservers.jdbc.HikariPoolResource;
import dev.cracservers.spring.PoolSettings.Login;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Puts each HikariCP data source of the context behind gates that a checkpoint can shut. The bean
 * stays a {@code HikariDataSource}; the one that was defined is never started and says, bound anew
 * at each restore, what the pool is to be now.
 */
final class PooledDataSources implements DestructionAwareBeanPostProcessor {
  private static final Logger LOG = LoggerFactory.getLogger(PooledDataSources.class);

  private final ConfigurableApplicationContext context;

  /** A pool in place of a bean, until that is destroyed. */
  private record Gated(HikariDataSource pool, Registration registration) {}

  private final Map<String, Gated> gated = new ConcurrentHashMap<>();

  PooledDataSources(ConfigurableApplicationContext context) {
    this.context = context;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String beanName) {
    if (!(bean instanceof HikariDataSource made)
        || ProxiedBeans.isProxy(bean)
        || gated.containsKey(beanName)) {
      return bean;
    }
    HikariDataSource defined = unstarted(made);
    String url = defined.getJdbcUrl();
    if (url != null && DataSourceResource.isInMemory(url)) {
      LOG.info("pool {}: its database is in the memory of this process, it stays open", beanName);
      return bean;
    }
    CheckpointCoordinator coordinator = context.getBean(CheckpointCoordinator.class);
    PoolSettings settings = settings(defined);
    HikariPoolResource resource;
    try {
      resource = build(defined, beanName, settings);
    } catch (IllegalArgumentException e) {
      Registration unused = coordinator.register(new Refusal(beanName, e.getMessage()));
      return bean;
    }
    made.close();
    if (settings.isOfOtherBean()) {
      defined.setPassword(null);
    }
    context.getBean(PropertyRebinding.class).replace(beanName, defined);
    gated.put(beanName, new Gated(resource.dataSource(), coordinator.register(resource)));
    return resource.dataSource();
  }

  private PoolSettings settings(HikariDataSource bound) {
    return PoolSettings.of(
        () -> new Login(bound.getJdbcUrl(), bound.getUsername(), bound.getPassword()), context);
  }

  /** A pool that runs is sealed: what it is configured to goes to one that does not. */
  private static HikariDataSource unstarted(HikariDataSource made) {
    if (!made.isRunning()) {
      return made;
    }
    HikariDataSource copy = new HikariDataSource();
    made.copyStateTo(copy);
    return copy;
  }

  private HikariPoolResource build(
      HikariDataSource defined, String beanName, PoolSettings settings) {
    HikariConfig config = new HikariConfig();
    defined.copyStateTo(config);
    config.setPassword(null);
    HikariPoolBuilder builder =
        HikariPoolResource.builder(config)
            .url(settings::url)
            .onBorrowedTimeout(
                context.getBean(CheckpointProperties.class).datasource().onBorrowedTimeout());
    if (config.getPoolName() == null) {
      builder.name(beanName);
    }
    if (settings.user() != null) {
      builder.user(() -> Objects.requireNonNull(settings.user(), "no user is set any more"));
    }
    if (settings.password() != null) {
      builder.password(
          () -> Objects.requireNonNull(settings.password(), "no password is set any more"));
    }
    return builder.build();
  }

  @Override
  public boolean requiresDestruction(Object bean) {
    return bean instanceof HikariDataSource;
  }

  /** Spring destroys the bean that was defined: the pool behind it is closed in its place. */
  @Override
  public void postProcessBeforeDestruction(Object bean, String beanName) {
    Gated left = gated.remove(beanName);
    if (left != null) {
      left.registration().close();
      left.pool().close();
    }
  }
}
