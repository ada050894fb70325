// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JdbcUrlTest {

  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://h:5432/db?user=u&password=s3cret&ssl=true, jdbc:postgresql://h:5432/db",
    "jdbc:postgresql://h/db?sslpassword=s3cret, jdbc:postgresql://h/db",
    "jdbc:sqlserver://h:1433;databaseName=d;Password=s3cret, jdbc:sqlserver://h:1433",
    "jdbc:mysql://u:s3cret@h:3306/db, jdbc:mysql://...@h:3306/db",
    "'jdbc:mysql://address=(host=h)(port=3306)(password=s3cret)/db', jdbc:mysql://address=",
    "jdbc:oracle:thin:scott/s3cret@//h:1521/x, jdbc:oracle:...@//h:1521/x",
    "jdbc:oracle:thin:scott/s3cret@h:1521:x, jdbc:oracle:...@h:1521:x",
  })
  void passwordsAreSeenAndNotShown(String url, String shown) {
    assertThat(new JdbcUrl(url).hasPassword()).isTrue();
    assertThat(new JdbcUrl(url)).hasToString(shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://h:5432/db?ssl=true",
        "jdbc:postgresql:db",
        "jdbc:mysql://h1:3306,h2:3306/db?passwordCharacterEncoding=utf8",
        "jdbc:mysql://u@h/db",
        "jdbc:oracle:thin:@//h:1521/x",
        "jdbc:oracle:thin:@h:1521:x",
        "jdbc:h2:tcp://h:9092/~/test",
        "jdbc:sqlserver://h:1433;databaseName=d",
        "jdbc:hsqldb:file:/data/db",
      })
  void otherUrlsHaveNoPassword(String url) {
    assertThat(new JdbcUrl(url).hasPassword()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://h:5432/db?user=u, true",
    "jdbc:mysql://u@h/db, true",
    "jdbc:oracle:thin:scott/tiger@h:1521:x, true",
    "jdbc:postgresql://h:5432/db?superuser=u, false",
    "jdbc:oracle:thin:@h:1521:x, false",
  })
  void usersAreSeen(String url, boolean hasUser) {
    assertThat(new JdbcUrl(url).hasUser()).isEqualTo(hasUser);
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://h:5432/db, true",
    "'jdbc:postgresql://h1,h2:5432/db', true",
    "jdbc:postgresql://[::1]:5432/db, true",
    "jdbc:oracle:thin:@h:1521:x, true",
    "jdbc:sqlserver://h:1433;databaseName=d, true",
    "jdbc:h2:tcp://h:9092/~/test, true",
    "jdbc:postgresql:db, false",
    "jdbc:h2:file:/data/db, false",
    "jdbc:h2:file:///data/db, false",
    "jdbc:sqlite:/data/a:1.db, false",
  })
  void portsAreSeen(String url, boolean hasPort) {
    assertThat(!DatabasePlace.namedPorts(url).isEmpty()).isEqualTo(hasPort);
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:h2:mem:, true",
    "jdbc:h2:mem:orders;DB_CLOSE_DELAY=-1, true",
    "jdbc:hsqldb:mem:orders, true",
    "jdbc:hsqldb:., true",
    "jdbc:derby:memory:orders;create=true, true",
    "jdbc:sqlite::memory:, true",
    "jdbc:sqlite:, true",
    "jdbc:sqlite:file::memory:?cache=shared, true",
    "jdbc:sqlite:file:orders?mode=memory&cache=shared, true",
    "jdbc:sqlite:file:orders?cache=shared&mode=memory, true",
    "jdbc:duckdb:, true",
    "jdbc:h2:memFS:orders, true",
    "jdbc:h2:nioMemLZ:orders, true",
    "JDBC:HSQLDB:MEM:orders, true",
    "jdbc:h2:file:./mem, false",
    "jdbc:h2:tcp://h/mem:orders, false",
    "jdbc:sqlite:orders.db, false",
    "jdbc:sqlite:file:orders?mode=rwc, false",
    "jdbc:postgresql://h/mem, false",
  })
  void databasesInMemoryAreSeen(String url, boolean inMemory) {
    assertThat(new JdbcUrl(url).isInMemory()).isEqualTo(inMemory);
  }
}
