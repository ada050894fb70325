// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.SQLFeatureNotSupportedException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

final class HikariPoolBuilderTest {
  private final HikariConfig config = PostgresPool.config(2);

  @Test
  void urlUserAndPropertiesMayComeFromTheConfiguration() throws Exception {
    config.setJdbcUrl(Postgres.url(Postgres.port(), "postgres"));
    config.setUsername("postgres");
    config.setDriverClassName("org.postgresql.Driver");
    config.addDataSourceProperty("ApplicationName", "configured");
    HikariPoolResource resource = HikariPoolResource.builder(config).name("invoices").build();

    try (var pool = resource.dataSource();
        Connection connection = pool.getConnection()) {
      assertThat(resource.name()).isEqualTo("invoices");
      assertThat(pool.getPoolName()).isEqualTo("invoices");
      assertThat(config.getPoolName()).as("the configuration given").isEqualTo("orders");
      assertThat(Database.ask(connection, "SELECT current_setting('application_name')"))
          .isEqualTo("configured");
      assertThat(connection.unwrap(org.postgresql.PGConnection.class)).isNotNull();
    }
  }

  @Test
  void credentialsComeFromTheSuppliersOnly() throws Exception {
    config.setJdbcUrl(Postgres.url(Postgres.port(), "postgres"));
    config.setUsername("postgres");
    try (var pool = HikariPoolResource.builder(config).build().dataSource()) {
      assertThat(pool.getUsername()).isNull();
      assertThatThrownBy(() -> pool.unwrap(GatedDataSource.class).getConnection("a", "b"))
          .isInstanceOf(SQLFeatureNotSupportedException.class)
          .hasMessageContaining("suppliers");
    }
  }

  @Test
  void thePoolCanBeManaged() throws Exception {
    config.setJdbcUrl(Postgres.url(Postgres.port(), "postgres"));
    config.setUsername("postgres");
    config.setRegisterMbeans(true);
    try (var pool = HikariPoolResource.builder(config).build().dataSource()) {
      Object size =
          ManagementFactory.getPlatformMBeanServer()
              .getAttribute(
                  new ObjectName("com.zaxxer.hikari:type=PoolConfig (orders)"), "MaximumPoolSize");

      assertThat(size).isEqualTo(pool.getMaximumPoolSize());
    }
  }

  @Test
  void aPasswordInTheConfigurationIsRefused() {
    config.setJdbcUrl("jdbc:postgresql://h/db");
    config.setPassword("opensesame");
    assertRefused("its configuration carries a secret in the password", "password(() -> ...)");
  }

  @Test
  void aPasswordAmongThePropertiesIsRefused() {
    config.setJdbcUrl("jdbc:postgresql://h/db");
    config.addDataSourceProperty("sslPassword", "opensesame");
    assertRefused("data source property sslPassword", "property(name, () -> ...)");
  }

  @Test
  void aPasswordInTheUrlIsRefused() {
    config.setJdbcUrl("jdbc:postgresql://h/db?password=opensesame");
    assertRefused("the URL jdbc:postgresql://h/db carries a password", "password(() -> ...)");
  }

  @Test
  void twoUsersAreRefused() {
    config.setJdbcUrl("jdbc:postgresql://h/db?user=clerk");
    config.setUsername("other");
    assertRefused("carries a user", "take it out of the URL");
  }

  @Test
  void aDatabaseInMemoryIsRefused() {
    config.setJdbcUrl("jdbc:h2:mem:orders");
    assertRefused("jdbc:h2:mem:orders lives in this process", "use the pool as it is");
  }

  @Test
  void aDataSourceIsRefused() {
    config.setDataSource(new PGSimpleDataSource());
    assertRefused("dataSource is set", "give url(...)");
  }

  @Test
  void aMissingUrlIsNamed() {
    assertThatThrownBy(() -> HikariPoolResource.builder(config).build())
        .hasMessageContaining("url(...)");
  }

  private void assertRefused(String what, String remedy) {
    assertThatThrownBy(() -> HikariPoolResource.builder(config).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("pool orders")
        .hasMessageContaining(what)
        .hasMessageContaining(remedy)
        .hasMessageNotContaining("opensesame");
  }
}
