// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.testkit.SimulatedCheckpoint;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.BeanDefinitionHolder;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.Scope;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/**
 * A pool behind a scoped proxy, as Spring Cloud makes it of beans that can be refreshed, and behind
 * other proxies: one physical pool is taken once, by the bean that has it.
 */
@Timeout(120)
class ScopedPoolTest {
  @TempDir Path folder;

  @Test
  void isTakenOnceAndFollowsTheUrlOfTheRestore() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context =
            start(Refreshable.class, HikariDataSource.class.getName())) {
      DataSource pool = context.getBean("dataSource", DataSource.class);
      assertThat(database(pool)).isEqualToIgnoringCase("first");
      CheckpointCoordinator coordinator = context.getBean(CheckpointCoordinator.class);
      for (String current : new String[] {"second", "third"}) {
        image.withSetting("spring.datasource.url", url(current));
        CheckpointReport report = coordinator.checkpoint();
        assertThat(report.outcome()).isEqualTo(Outcome.RESTORED);
        assertThat(report.count("proved")).isEqualTo(1);
        assertThat(database(pool)).isEqualToIgnoringCase(current);
      }
      assertThat(image.images()).isEqualTo(2);
    }
  }

  /**
   * The proxy calls methods of the class of its target, which a gate in its place does not have.
   */
  @Test
  void aPoolOfAnotherMakeIsRefusedByName() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context =
            start(Refreshable.class, BasicDataSource.class.getName())) {
      DataSource pool = context.getBean("dataSource", DataSource.class);
      assertThat(database(pool)).isEqualToIgnoringCase("first");
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(context.getBean(CheckpointCoordinator.class)::checkpoint)
          .withMessageContaining("bean 'scopedTarget.dataSource' is behind a scoped proxy")
          .withMessageContaining("spring.cloud.refresh.extra-refreshable");
      assertThat(image.images()).isZero();
    }
  }

  @Test
  void aPoolThatWasRefreshedIsTakenInPlaceOfTheOneBefore() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context =
            start(Refreshable.class, HikariDataSource.class.getName())) {
      DataSource pool = context.getBean("dataSource", DataSource.class);
      CheckpointCoordinator coordinator = context.getBean(CheckpointCoordinator.class);
      for (int refresh = 0; refresh < 3; refresh++) {
        assertThat(database(pool)).isEqualToIgnoringCase("first");
        context.getBean(RefreshScope.class).refresh();
      }
      assertThat(database(pool)).isEqualToIgnoringCase("first");
      CheckpointReport report = coordinator.checkpoint();
      assertThat(report.steps())
          .filteredOn(step -> step.resource().contains("dataSource"))
          .as("the pools that were replaced have left")
          .allMatch(step -> step.failure() == null)
          .extracting(CheckpointReport.Step::phase)
          .doesNotHaveDuplicates();
      assertThat(report.count("proved")).isEqualTo(1);
      assertThat(image.images()).isEqualTo(1);
    }
  }

  @Test
  void proxiesOverAPoolAreLeftToThePool() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context =
            start(Proxied.class, HikariDataSource.class.getName())) {
      CheckpointReport report = context.getBean(CheckpointCoordinator.class).checkpoint();
      assertThat(report.count("proved")).isEqualTo(1);
      for (DataSource each : context.getBeansOfType(DataSource.class).values()) {
        assertThat(database(each)).isEqualToIgnoringCase("first");
      }
      assertThat(image.images()).isEqualTo(1);
    }
  }

  private ConfigurableApplicationContext start(Class<?> application, String type) {
    return new SpringApplicationBuilder(application)
        .web(WebApplicationType.NONE)
        .build()
        .run("--spring.datasource.type=" + type, "--spring.datasource.url=" + url("first"));
  }

  private String url(String name) {
    return "jdbc:h2:file:" + folder.resolve(name);
  }

  private static String database(DataSource pool) throws Exception {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("call database()")) {
      result.next();
      return result.getString(1);
    }
  }

  /** A scope whose beans are destroyed by a refresh and created again when they are used. */
  static final class RefreshScope implements Scope {
    private final Map<String, Object> beans = new ConcurrentHashMap<>();
    private final Map<String, Runnable> destructions = new ConcurrentHashMap<>();

    void refresh() {
      beans.clear();
      destructions.values().forEach(Runnable::run);
      destructions.clear();
    }

    @Override
    public Object get(String name, ObjectFactory<?> factory) {
      Object known = beans.get(name);
      if (known == null) {
        known = factory.getObject();
        beans.put(name, known);
      }
      return known;
    }

    @Override
    public @Nullable Object remove(String name) {
      destructions.remove(name);
      return beans.remove(name);
    }

    @Override
    public void registerDestructionCallback(String name, Runnable callback) {
      destructions.put(name, callback);
    }
  }

  /** Does to the data source of Spring Boot what Spring Cloud does to refreshable beans. */
  private static final class Refreshing implements BeanDefinitionRegistryPostProcessor {
    @Override
    public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
      var definition = registry.getBeanDefinition("dataSource");
      definition.setScope("refresh");
      registry.removeBeanDefinition("dataSource");
      BeanDefinitionHolder proxy =
          ScopedProxyUtils.createScopedProxy(
              new BeanDefinitionHolder(definition, "dataSource"), registry, true);
      registry.registerBeanDefinition("dataSource", proxy.getBeanDefinition());
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {}
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Refreshable {
    @Bean
    static RefreshScope refreshScope() {
      return new RefreshScope();
    }

    @Bean
    static BeanFactoryPostProcessor scopes(RefreshScope scope) {
      return beans -> beans.registerScope("refresh", scope);
    }

    @Bean
    static BeanDefinitionRegistryPostProcessor refreshing() {
      return new Refreshing();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Proxied {
    @Bean(defaultCandidate = false)
    DataSource lazy(DataSource dataSource) {
      return new LazyConnectionDataSourceProxy(dataSource);
    }

    @Bean(defaultCandidate = false)
    DataSource transactional(DataSource dataSource) {
      return new TransactionAwareDataSourceProxy(dataSource);
    }
  }
}
