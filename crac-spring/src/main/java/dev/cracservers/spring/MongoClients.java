// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import com.mongodb.MongoClientSettings;
import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Registration;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;
import org.springframework.context.ApplicationContext;

/**
 * Closes what is inside of MongoDB clients, and has Spring make their beans anew, by their
 * definitions and with today's configuration. The bean becomes a client over the servers of now.
 */
final class MongoClients implements DestructionAwareBeanPostProcessor {
  private final ApplicationContext context;
  private final ObjectProvider<MongoDriver<?>> drivers;
  private final BeansMadeAgain beans;
  private final Map<String, SwappedMongoClient<?>> swapped = new ConcurrentHashMap<>();
  private @Nullable MongoSockets sockets;

  MongoClients(ApplicationContext context, ObjectProvider<MongoDriver<?>> drivers) {
    this.context = context;
    this.drivers = drivers;
    this.beans = new BeansMadeAgain(context);
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String beanName) {
    if (bean.getClass().getName().startsWith("com.mongodb.") && beans.isDefined(beanName)) {
      List<MongoDriver<?>> known = drivers.orderedStream().toList();
      for (MongoDriver<?> driver : known) {
        if (driver.type().isInstance(bean)) {
          return swapped(driver, bean, beanName);
        }
      }
    }
    return bean;
  }

  private <C extends Closeable> Object swapped(
      MongoDriver<C> driver, Object bean, String beanName) {
    C client = driver.type().cast(bean);
    MongoClientSettings settings = driver.settings(client);
    if (settings.getAutoEncryptionSettings() != null) {
      register(
          new Refusal(
              beanName,
              "MongoDB client %s encrypts by itself, and cannot be taken through a checkpoint"
                  .formatted(beanName)));
      return bean;
    }
    MongoSockets proof = sockets();
    SwappedMongoClient<C> resource =
        new SwappedMongoClient<>(
            beanName,
            driver,
            client,
            () -> beans.again(beanName, driver.type()),
            new MongoLoops(context),
            proof);
    context.getBean(PropertyRebinding.class).madeAgain(beanName);
    register(resource);
    swapped.put(beanName, resource);
    return resource.client();
  }

  /** Registered before all clients, so that it closes after them. */
  private synchronized MongoSockets sockets() {
    MongoSockets known = sockets;
    if (known == null) {
      known = new MongoSockets();
      register(known);
      sockets = known;
    }
    return known;
  }

  private void register(CheckpointResource resource) {
    Registration unused = context.getBean(CheckpointCoordinator.class).register(resource);
  }

  @Override
  public boolean requiresDestruction(Object bean) {
    return bean.getClass().getName().startsWith("com.mongodb.");
  }

  /** Spring closes the client of the start: that of the last restore has to end, too. */
  @Override
  public void postProcessBeforeDestruction(Object bean, String beanName) {
    SwappedMongoClient<?> resource = swapped.remove(beanName);
    if (resource != null) {
      try {
        resource.client().close();
      } catch (IOException e) {
        throw new IllegalStateException("MongoDB client " + beanName + " cannot be closed", e);
      }
    }
  }
}
