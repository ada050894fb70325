// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointReport;
import dev.cracservers.testkit.SimulatedCheckpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

class DataSourceTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      classes = {
        HikariDataSource.class,
        BasicDataSource.class,
        org.apache.tomcat.jdbc.pool.DataSource.class,
        oracle.ucp.jdbc.PoolDataSourceImpl.class
      })
  void theOneOfSpringBootFollowsTheUrlOfTheRestore(Class<? extends DataSource> type)
      throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context =
            start(
                One.class,
                "spring.datasource.type=" + type.getName(),
                "spring.datasource.url=" + url("first"))) {
      DataSource pool = context.getBean(DataSource.class);
      assertThat(pool.isWrapperFor(type)).isTrue();
      assertThat(database(pool)).isEqualToIgnoringCase("first");
      for (String today : new String[] {"second", "third"}) {
        image.withSetting("spring.datasource.url", url(today));
        CheckpointReport report = context.getBean(CheckpointCoordinator.class).checkpoint();
        assertThat(report.count("closed")).isPositive();
        assertThat(database(pool)).isEqualToIgnoringCase(today);
      }
    }
  }

  @Test
  void twoWithoutAPrimaryStartAndBothAreClosed() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context =
            start(
                Two.class, "orders.jdbc-url=" + url("orders"), "stock.jdbc-url=" + url("stock"))) {
      HikariDataSource orders = context.getBean("orders", HikariDataSource.class);
      HikariDataSource stock = context.getBean("stock", HikariDataSource.class);
      image
          .withSetting("stock.jdbc-url", url("moved"))
          .whileFrozen(
              () -> {
                assertThat(orders.getHikariPoolMXBean().getTotalConnections()).isZero();
                assertThat(stock.getHikariPoolMXBean().getTotalConnections()).isZero();
              });
      CheckpointReport report = context.getBean(CheckpointCoordinator.class).checkpoint();
      assertThat(report.count("proved")).isEqualTo(2);
      assertThat(database(orders)).isEqualToIgnoringCase("orders");
      assertThat(database(stock)).isEqualToIgnoringCase("moved");
      assertThat(image.images()).isEqualTo(1);
    }
  }

  @Test
  void oneThatRunsAlreadyIsReplacedAndFollowsItsProperties() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context =
            start(Running.class, "app.first-url=" + url("first"))) {
      HikariDataSource pool = context.getBean(HikariDataSource.class);
      assertThat(database(pool)).isEqualToIgnoringCase("first");
      image
          .withSetting("running.jdbc-url", url("second"))
          .whileFrozen(() -> assertThat(pool.getHikariPoolMXBean().getTotalConnections()).isZero());
      context.getBean(CheckpointCoordinator.class).checkpoint();
      assertThat(database(pool)).isEqualToIgnoringCase("second");
    }
  }

  @Test
  void poolsOfOtherMakesKeepTheirPasswordsAndFollowTheirProperties() throws Exception {
    Path passwords = folder.resolve("passwords.properties");
    Files.writeString(passwords, "dbcp.password=secret\ntomcat.password=secret");
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context =
            start(
                Others.class,
                "dbcp.url=" + url("dbcp"),
                "dbcp.username=alice",
                "spring.config.additional-location=file:" + passwords,
                "tomcat.url=" + url("tomcat"),
                "tomcat.username=alice")) {
      DataSource dbcp = context.getBean("dbcp", DataSource.class);
      DataSource tomcat = context.getBean("tomcat", DataSource.class);
      CheckpointCoordinator coordinator = context.getBean(CheckpointCoordinator.class);
      assertThat(coordinator.checkpoint().count("proved")).isEqualTo(2);
      assertThat(database(dbcp)).isEqualToIgnoringCase("dbcp");
      image.withSetting("dbcp.url", url("moved")).withSetting("dbcp.password", "rotated");
      coordinator.checkpoint();
      coordinator.checkpoint();
      assertThat(database(dbcp)).isEqualToIgnoringCase("moved");
      assertThat(database(tomcat)).isEqualToIgnoringCase("tomcat");
      try (Connection moved = DriverManager.getConnection(url("moved"), "alice", "rotated");
          Connection same = DriverManager.getConnection(url("tomcat"), "alice", "secret")) {
        assertThat(moved.isValid(0) && same.isValid(0)).isTrue();
      }
    }
  }

  @Test
  void aPoolIsClosedWithItsContext() {
    HikariDataSource pool;
    try (ConfigurableApplicationContext context =
        start(One.class, "spring.datasource.url=" + url("first"))) {
      pool = context.getBean(HikariDataSource.class);
      assertThat(pool.isClosed()).isFalse();
    }
    assertThat(pool.isClosed()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:h2:mem:kept",
        "jdbc:hsqldb:.",
        "jdbc:HSQLDB:MEM:kept",
        "jdbc:sqlite:file::memory:?cache=shared",
        "jdbc:sqlite:file:kept?mode=memory&cache=shared"
      })
  void aDatabaseInMemoryIsKept(String url) throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context =
            start(One.class, "spring.datasource.username=sa", "spring.datasource.url=" + url)) {
      DataSource pool = context.getBean(DataSource.class);
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("create table kept (id int)");
      }
      context.getBean(CheckpointCoordinator.class).checkpoint();
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement()) {
        assertThat(statement.executeQuery("select count(*) from kept").next()).isTrue();
      }
      assertThat(image.images()).isEqualTo(1);
    }
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

  private static ConfigurableApplicationContext start(Class<?> application, String... properties) {
    SpringApplication made =
        new SpringApplicationBuilder(application).web(WebApplicationType.NONE).build();
    String[] arguments = new String[properties.length];
    for (int i = 0; i < properties.length; i++) {
      arguments[i] = "--" + properties[i];
    }
    return made.run(arguments);
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class One {}

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Two {
    @Bean
    @ConfigurationProperties("orders")
    HikariDataSource orders() {
      return DataSourceBuilder.create().type(HikariDataSource.class).build();
    }

    @Bean
    @ConfigurationProperties("stock")
    HikariDataSource stock() {
      return DataSourceBuilder.create().type(HikariDataSource.class).build();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Running {
    @Bean
    @ConfigurationProperties("running")
    HikariDataSource orders(Environment environment) {
      HikariConfig config = new HikariConfig();
      config.setJdbcUrl(environment.getProperty("app.first-url"));
      return new HikariDataSource(config);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Others {
    @Bean
    @ConfigurationProperties("dbcp")
    DataSource dbcp() {
      return new BasicDataSource();
    }

    @Bean
    @ConfigurationProperties("tomcat")
    DataSource tomcat() {
      return new org.apache.tomcat.jdbc.pool.DataSource();
    }
  }
}
