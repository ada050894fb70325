// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Phase;
import dev.cracservers.core.Registration;
import dev.cracservers.core.RestoreContext;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleRegistry;

/**
 * Drops the SSL bundles of the application in CLOSE and has those who registered them do it again
 * in REOPEN, with the files and properties as they are then. Whoever asked to be told of updates of
 * a bundle is told.
 */
final class SslBundleReload implements BeanPostProcessor, CheckpointResource {
  private final CheckpointCoordinator coordinator;
  private final Map<SslBundleRegistrar, SslBundleRegistry> registries = new ConcurrentHashMap<>();
  private final Map<String, HeldSslBundle> bundles = new ConcurrentHashMap<>();

  SslBundleReload(CheckpointCoordinator coordinator) {
    this.coordinator = coordinator;
  }

  @Override
  public String name() {
    return "ssl-bundles";
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String beanName) {
    if (!(bean instanceof SslBundleRegistrar registrar)) {
      return bean;
    }
    SslBundleRegistrar remembered =
        registry -> {
          if (registries.isEmpty()) {
            Registration unused = coordinator.register(this);
          }
          registries.put(registrar, registry);
          registrar.registerBundles(new Holding(registry));
        };
    return remembered;
  }

  @Override
  public void close(Deadline deadline) {
    bundles.values().forEach(HeldSslBundle::drop);
  }

  /**
   * Reads all keys again.
   *
   * @throws RuntimeException what Spring Boot throws if a key cannot be read
   */
  @Override
  public void reopen(RestoreContext context) {
    registries.forEach((registrar, registry) -> registrar.registerBundles(new Holding(registry)));
  }

  @Override
  public Map<String, Long> counts(Phase phase) {
    return phase == Phase.REOPEN ? Map.of("reloaded", (long) bundles.size()) : Map.of();
  }

  /** Registers each bundle once, and updates it from then on. */
  private final class Holding implements SslBundleRegistry {
    private final SslBundleRegistry registry;

    Holding(SslBundleRegistry registry) {
      this.registry = registry;
    }

    @Override
    public void registerBundle(String name, SslBundle bundle) {
      if (bundles.containsKey(name)) {
        updateBundle(name, bundle);
      } else {
        HeldSslBundle held = new HeldSslBundle(name, bundle);
        bundles.put(name, held);
        registry.registerBundle(name, held);
      }
    }

    @Override
    public void updateBundle(String name, SslBundle bundle) {
      HeldSslBundle held = bundles.get(name);
      if (held == null) {
        registry.updateBundle(name, bundle);
      } else {
        held.hold(bundle);
        registry.updateBundle(name, held);
      }
    }
  }
}
