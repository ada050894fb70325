// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import com.rabbitmq.client.impl.CredentialsProvider;
import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Registration;
import dev.cracservers.core.RestoreContext;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;
import org.springframework.context.ApplicationContext;

/**
 * Tells Spring Boot's own connection factory of RabbitMQ where the broker is today, and the login.
 * A factory of the application's own does not say what addresses it has.
 */
final class RabbitAddress implements BeanPostProcessor {
  private static final String SPRING_BOOTS = "org.springframework.boot.";

  private final ApplicationContext context;

  RabbitAddress(ApplicationContext context) {
    this.context = context;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String beanName) {
    if (bean instanceof CachingConnectionFactory factory && isSpringBoots(beanName)) {
      Registration unused =
          context
              .getBean(CheckpointCoordinator.class)
              .register(new Followed(beanName, factory, context));
    }
    return bean;
  }

  private boolean isSpringBoots(String beanName) {
    DefaultListableBeanFactory beans =
        (DefaultListableBeanFactory) context.getAutowireCapableBeanFactory();
    if (!beans.containsBeanDefinition(beanName)) {
      return false;
    }
    String maker = beans.getBeanDefinition(beanName).getFactoryBeanName();
    return maker != null && maker.startsWith(SPRING_BOOTS);
  }

  private record Followed(String name, CachingConnectionFactory factory, ApplicationContext context)
      implements CheckpointResource {
    @Override
    public void reopen(RestoreContext restore) {
      if (!restore.isRestored()) {
        return;
      }
      RabbitConnectionDetails today = context.getBean(RabbitConnectionDetails.class);
      factory.setAddresses(
          today.getAddresses().stream().map(each -> each.host() + ":" + each.port()).toList());
      String virtualHost = today.getVirtualHost();
      if (virtualHost != null) {
        factory.setVirtualHost(virtualHost);
      }
      if (context.getBeanProvider(CredentialsProvider.class).getIfUnique() != null) {
        // It is asked at each connection.
        return;
      }
      String user = today.getUsername();
      String password = today.getPassword();
      if (user != null) {
        factory.setUsername(user);
      }
      if (password != null) {
        factory.setPassword(password);
      }
    }
  }
}
