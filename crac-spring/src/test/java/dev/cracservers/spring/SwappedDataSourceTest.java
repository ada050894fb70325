// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.mchange.v2.c3p0.ComboPooledDataSource;
import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.testkit.DescriptorLedger;
import dev.cracservers.testkit.SimulatedCheckpoint;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import oracle.ucp.jdbc.PoolDataSource;
import oracle.ucp.jdbc.PoolDataSourceFactory;
import org.h2.Driver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.vibur.dbcp.ViburDBCPDataSource;

class SwappedDataSourceTest {
  @TempDir Path folder;

  @Test
  void poolsThatCannotStayAreClosedAndMadeAnewWithTodaysConfiguration() throws Exception {
    String[] names = {"ucp", "c3p0", "vibur", "agroal"};
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open()) {
      try (ConfigurableApplicationContext context =
          new SpringApplicationBuilder(Pools.class)
              .web(WebApplicationType.NONE)
              .properties(
                  Stream.of(names).collect(Collectors.toMap(name -> name + ".jdbc-url", this::url)))
              .run()) {
        Map<String, DataSource> pools = context.getBeansOfType(DataSource.class);
        assertThat(pools).containsOnlyKeys(names);
        image.whileFrozen(() -> assertThat(open().descriptors()).isEmpty());
        for (String today : new String[] {"second", "third"}) {
          for (String name : names) {
            image.withSetting(name + ".jdbc-url", url(name + today));
          }
          context.getBean(CheckpointCoordinator.class).checkpoint();
          for (String name : names) {
            assertThat(database(Objects.requireNonNull(pools.get(name))))
                .isEqualToIgnoringCase(name + today);
          }
          assertThat(context.getBeansOfType(DataSource.class)).isEqualTo(pools);
        }
      }
      assertThat(Wait.until(() -> open().descriptors().isEmpty())).isTrue();
    }
  }

  private DescriptorLedger open() {
    return DescriptorLedger.now().without(each -> !each.target().startsWith(folder.toString()));
  }

  private String url(String name) {
    return "jdbc:h2:file:" + folder.resolve(name);
  }

  private static String database(DataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection();
        ResultSet result = connection.createStatement().executeQuery("call database()")) {
      result.next();
      return result.getString(1);
    }
  }

  @Configuration
  @EnableAutoConfiguration
  static class Pools {
    @Bean
    PoolDataSource ucp(Environment environment) throws SQLException {
      PoolDataSource pool = PoolDataSourceFactory.getPoolDataSource();
      pool.setConnectionFactoryClassName(Driver.class.getName());
      pool.setURL(environment.getProperty("ucp.jdbc-url"));
      pool.setUser("sa");
      pool.setPassword("");
      return pool;
    }

    @Bean
    @ConfigurationProperties("c3p0")
    ComboPooledDataSource c3p0() {
      return new ComboPooledDataSource();
    }

    @Bean(initMethod = "start")
    @ConfigurationProperties("vibur")
    ViburDBCPDataSource vibur() {
      ViburDBCPDataSource pool = new ViburDBCPDataSource();
      pool.setUsername("sa");
      pool.setPassword("");
      return pool;
    }

    @Bean
    AgroalDataSource agroal(Environment environment) throws SQLException {
      return AgroalDataSource.from(
          new AgroalDataSourceConfigurationSupplier()
              .connectionPoolConfiguration(
                  pool ->
                      pool.maxSize(2)
                          .connectionFactoryConfiguration(
                              to -> to.jdbcUrl(environment.getProperty("agroal.jdbc-url")))));
    }
  }
}
