// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;

/**
 * Tells proxies over a bean from the bean itself. A scoped proxy, such as Spring Cloud makes of a
 * bean that can be refreshed, is of the class of its target, so a pool behind one looks like two.
 */
final class ProxiedBeans {
  private ProxiedBeans() {}

  /** Returns whether this is only a proxy: its target is a bean that is seen as well. */
  static boolean isProxy(Object bean) {
    return AopUtils.isAopProxy(bean);
  }

  /**
   * Returns why a bean cannot become another object of an interface of it; null if it can. A proxy
   * of the class of its target needs a target of that class.
   */
  static @Nullable String obstacle(String beanName) {
    return ScopedProxyUtils.isScopedTarget(beanName)
        ? "bean '%s' is behind a scoped proxy, which needs a pool of its own class: take it out of its scope, for"
                .formatted(beanName)
            + " example out of spring.cloud.refresh.extra-refreshable, or use HikariCP"
        : null;
  }
}
