// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.Registration;
import dev.cracservers.jdbc.DataSourceBuilder;
import dev.cracservers.jdbc.DataSourceResource;
import dev.cracservers.spring.PoolSettings.Login;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.context.ApplicationContext;

/**
 * Puts pools that are not HikariCP behind a gate. The pool stays the same object, closed in the
 * image; the bean becomes what callers have to go through, a plain {@code DataSource}.
 */
final class OtherDataSources implements BeanPostProcessor {

  /** Takes the pools of one make. */
  interface Make {
    /** Returns what a pool is set to; null if it is of another make. */
    @Nullable Login login(DataSource pool);

    /** Begins a resource over a pool that {@link #login} knows. */
    DataSourceBuilder<?> inPlace(String name, DataSource pool, Supplier<Login> today);
  }

  private final ApplicationContext context;
  private final ObjectProvider<Make> makes;

  OtherDataSources(ApplicationContext context, ObjectProvider<Make> makes) {
    this.context = context;
    this.makes = makes;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String beanName) {
    if (bean instanceof DataSource pool && !ProxiedBeans.isProxy(bean)) {
      for (Make make : makes.orderedStream().toList()) {
        if (make.login(pool) != null) {
          String obstacle = ProxiedBeans.obstacle(beanName);
          return obstacle == null
              ? gated(make, pool, beanName)
              : Refusal.of(context, beanName, obstacle, bean);
        }
      }
    }
    return bean;
  }

  private DataSource gated(Make make, DataSource pool, String beanName) {
    Bound bound = new Bound(make, pool);
    PoolSettings settings = PoolSettings.of(bound, context);
    try {
      DataSourceResource resource =
          make.inPlace(beanName, pool, settings::now)
              .onBorrowedTimeout(
                  context.getBean(CheckpointProperties.class).datasource().onBorrowedTimeout())
              .build();
      context.getBean(PropertyRebinding.class).replace(beanName, pool, bound::emptied);
      Registration unused = context.getBean(CheckpointCoordinator.class).register(resource);
      return resource.dataSource();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while pool " + beanName + " was opened", e);
    }
  }

  /** What a pool is bound to, with the password that was taken out of it in CLOSE. */
  private static final class Bound implements PoolSettings.Source {
    private final Make make;
    private final DataSource pool;
    private @Nullable String password;

    Bound(Make make, DataSource pool) {
      this.make = make;
      this.pool = pool;
    }

    void emptied(ConfigurationPropertyName name) {
      if (name.getLastElement(Form.UNIFORM).equals("password")) {
        password = null;
      }
    }

    @Override
    public Login now() {
      Login now = make.login(pool);
      if (now == null) {
        throw new IllegalStateException(pool + " is of another make");
      }
      if (now.password() != null && !now.password().isEmpty()) {
        password = now.password();
      }
      return new Login(now.url(), now.user(), password);
    }
  }
}
