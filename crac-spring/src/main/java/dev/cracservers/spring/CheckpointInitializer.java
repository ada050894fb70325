// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointCoordinator;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/**
 * Puts the coordinator around Spring: its outer half before the context refreshes, which is when
 * Spring registers with org.crac, its inner half once the application has started. The coordinator
 * is a bean; contexts below share that of their parent. What all others depend on is registered
 * here too, and so drained first and brought back first.
 */
final class CheckpointInitializer
    implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    if (hasCoordinator(context.getParent())) {
      return;
    }
    CheckpointProperties properties =
        Binder.get(context.getEnvironment()).bindOrCreate("crac", CheckpointProperties.class);
    CheckpointCoordinator coordinator = CheckpointCoordinator.create(properties.settings());
    SpringCycle cycle = new SpringCycle(context.getClassLoader());
    ReadinessResource readiness = new ReadinessResource(context, properties.readiness().delay());
    PropertyRebinding rebinding = new PropertyRebinding(context);
    // The last to close: whoever refuses the checkpoint before leaves the secrets where they are.
    coordinator.register(
        new ConfigurationResource(context, rebinding, new SecretNames(properties.secrets())));
    coordinator.register(cycle);
    coordinator.listen(cycle);
    coordinator.register(readiness);
    coordinator.listen(readiness);
    coordinator.listen(new RestoredLine(context));
    context.getBeanFactory().registerSingleton("checkpointCoordinator", coordinator);
    CheckpointTrigger trigger = new CheckpointTrigger(coordinator, context);
    context.getBeanFactory().registerSingleton("checkpointTrigger", trigger);
    context.getBeanFactory().registerSingleton("checkpointCycle", cycle);
    context.getBeanFactory().registerSingleton("checkpointRebinding", rebinding);
    context.addApplicationListener(
        new Lifetime(context, coordinator, trigger, properties.checkpoint().on()));
  }

  private static boolean hasCoordinator(@Nullable ApplicationContext parent) {
    return parent != null
        && parent.getBeanProvider(CheckpointCoordinator.class).getIfAvailable() != null;
  }

  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  private record Lifetime(
      ApplicationContext context,
      CheckpointCoordinator coordinator,
      CheckpointTrigger trigger,
      CheckpointProperties.Trigger on)
      implements ApplicationListener<ApplicationEvent> {
    @Override
    public void onApplicationEvent(ApplicationEvent event) {
      if (event instanceof ApplicationStartedEvent started
          && started.getApplicationContext() == context) {
        coordinator.applicationStarted();
      } else if (event instanceof ApplicationReadyEvent ready
          && ready.getApplicationContext() == context) {
        whenReady();
      } else if (event instanceof ApplicationFailedEvent
          || (event instanceof ContextClosedEvent closed
              && closed.getApplicationContext() == context)) {
        coordinator.close();
      }
    }

    private void whenReady() {
      switch (on) {
        case READY -> trigger.begin();
        case WARM -> trigger.beginAfter(new WarmUps(context));
        case NEVER -> {
          // Only when it is asked to.
        }
      }
    }
  }
}
