// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;

/** Runs all there is to warm an application up with, the configured requests first. */
final class WarmUps implements WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUps.class);

  private final ApplicationContext context;

  WarmUps(ApplicationContext context) {
    this.context = context;
  }

  /**
   * Runs them.
   *
   * @throws IllegalStateException if one fails, or if there is none
   */
  @Override
  public void run() throws InterruptedException {
    List<WarmUp> all = context.getBeanProvider(WarmUp.class).orderedStream().toList();
    if (all.stream().allMatch(each -> each instanceof WarmUpRequests none && none.isEmpty())) {
      throw new IllegalStateException(
          "there is nothing to warm up with; list requests in crac.warm-up.requests of a web"
              + " application, define a bean of type "
              + WarmUp.class.getName()
              + ", or take the checkpoint cold with crac.checkpoint.on=ready");
    }
    for (WarmUp each : all) {
      Deadline begun = Deadline.after(Duration.ZERO);
      try {
        each.run();
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(
            "%s failed after %d ms: %s".formatted(name(each), begun.elapsed().toMillis(), e), e);
      }
      LOG.info("warm-up: {} took {} ms", name(each), begun.elapsed().toMillis());
    }
  }

  private String name(WarmUp warmUp) {
    return context.getBeansOfType(WarmUp.class).entrySet().stream()
        .filter(each -> each.getValue() == warmUp)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(warmUp.getClass().getName());
  }
}
