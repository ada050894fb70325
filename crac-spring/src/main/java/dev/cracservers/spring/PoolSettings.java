// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.ApplicationContext;

/**
 * Where a pool's URL, user and password come from: the bean that its data source was made of, as
 * Spring Boot does it, as long as that still says the same; or else the data source as it is bound.
 */
final class PoolSettings {
  record Login(@Nullable String url, @Nullable String user, @Nullable String password) {

    /** Returns this with what is empty left out: some pools make one of the other. */
    Login comparable() {
      return new Login(emptyToNull(url), emptyToNull(user), emptyToNull(password));
    }

    private static @Nullable String emptyToNull(@Nullable String value) {
      return value == null || value.isEmpty() ? null : value;
    }
  }

  interface Source {
    Login now();
  }

  private final Source source;
  private final boolean isOfOtherBean;

  private PoolSettings(Source source, boolean isOfOtherBean) {
    this.source = source;
    this.isOfOtherBean = isOfOtherBean;
  }

  /**
   * Finds where the settings of a data source come from.
   *
   * @param itself what the data source is bound to
   */
  static PoolSettings of(Source itself, ApplicationContext context) {
    Login login = itself.now();
    return Stream.concat(
            context.getBeanProvider(JdbcConnectionDetails.class).stream()
                .map(PoolSettings::details),
            context.getBeanProvider(DataSourceProperties.class).stream()
                .map(PoolSettings::properties))
        .filter(each -> sameAs(login, each))
        .findFirst()
        .map(each -> new PoolSettings(each, true))
        .orElseGet(() -> new PoolSettings(itself, false));
  }

  /** Returns whether the data source need not have a password of its own. */
  boolean isOfOtherBean() {
    return isOfOtherBean;
  }

  Login now() {
    return source.now();
  }

  String url() {
    return Objects.requireNonNull(source.now().url(), "the pool has no JDBC URL any more");
  }

  @Nullable String user() {
    return source.now().user();
  }

  @Nullable String password() {
    return source.now().password();
  }

  private static Source details(JdbcConnectionDetails details) {
    return () -> new Login(details.getJdbcUrl(), details.getUsername(), details.getPassword());
  }

  private static Source properties(DataSourceProperties properties) {
    return () ->
        new Login(
            properties.determineUrl(),
            properties.determineUsername(),
            properties.determinePassword());
  }

  private static boolean sameAs(Login login, Source source) {
    try {
      return source.now().comparable().equals(login.comparable());
    } catch (RuntimeException incomplete) {
      // A bean of properties for another pool, or for none: it cannot name a URL.
      return false;
    }
  }
}
