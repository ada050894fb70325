// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.testkit.real.CracCommand;
import dev.cracservers.testkit.real.ImageSecrets;
import dev.cracservers.testkit.real.LaunchedServer;
import dev.cracservers.testkit.real.RealCheckpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether the password of full pools is in a real image. */
@RealCheckpoint
@Timeout(120)
class SecretInImageIT {
  private static final String SECRET = "canary-2f9e61c07b";
  private static final String JAVA_HOME = System.getProperty("java.home");

  private static final List<String> G1 = List.of("-XX:+UseG1GC");
  private static final List<String> BUILT = pool(PoolKind.HIKARI_BUILT, Database.POSTGRES);

  @TempDir Path folder;

  @BeforeEach
  void create() throws Exception {
    Postgres.run("CREATE ROLE canary LOGIN PASSWORD '" + SECRET + "'");
    Files.writeString(folder.resolve("password"), backwards(SECRET));
  }

  @AfterEach
  void drop() throws Exception {
    Postgres.run("DROP ROLE canary");
  }

  @Test
  void noCopyOfThePasswordIsLeftAndTheRotatedOneIsUsed() throws Exception {
    try (LaunchedServer server = new LaunchedServer(folder.resolve("server"))) {
      assertThat(copiesIn(server, G1, BUILT)).isEmpty();

      Postgres.run("ALTER ROLE canary PASSWORD 'rotated'");
      Files.writeString(folder.resolve("password"), backwards("rotated"));
      server.restore();
      PostgresPool.await("the pool is back", () -> sessions() > 0);
      assertThat(server.isAlive()).as(server.log()).isTrue();
    }
  }

  @Test
  void noPoolAndNoDriverLeavesACopy() throws Exception {
    List<PoolKind> kinds = new ArrayList<>(List.of(PoolKind.values()));
    // Those that are closed last come first.
    Collections.reverse(kinds);
    List<String> pools = new ArrayList<>();
    Database other = Database.MARIADB;
    for (PoolKind kind : kinds) {
      pools.addAll(pool(kind, Database.POSTGRES));
      // Closed, its threads refer to connections, and these to the password, with other drivers.
      if (kind != PoolKind.AGROAL_SWAPPED) {
        pools.addAll(pool(kind, other));
        other = other == Database.MARIADB ? Database.MYSQL : Database.MARIADB;
      }
    }
    Database.MARIADB.run("CREATE USER canary IDENTIFIED BY '" + SECRET + "'");
    Database.MARIADB.run("GRANT ALL ON mysql.* TO canary");
    try (LaunchedServer server = new LaunchedServer(folder.resolve("server"))) {
      assertThat(copiesIn(server, G1, pools)).isEmpty();
    } finally {
      Database.MARIADB.run("DROP USER canary");
    }
  }

  @ParameterizedTest
  @CsvSource({"false, 0", "true, some"})
  void deadObjectsAreOverwrittenWithAnotherCollector(boolean keepGarbage, String left)
      throws Exception {
    try (LaunchedServer server = new LaunchedServer(folder.resolve("server"))) {
      List<String> options =
          List.of("-XX:+UseSerialGC", "-Ddev.cracservers.keepGarbage=" + keepGarbage);
      assertThat(copiesIn(server, options, BUILT).isEmpty()).isEqualTo(left.equals("0"));
    }
  }

  @Test
  void aPasswordThatTheApplicationKeepsIsFound() throws Exception {
    try (LaunchedServer server = new LaunchedServer(folder.resolve("server"))) {
      assertThat(copiesIn(server, List.of(G1.get(0), "-Dtest.keep=true"), BUILT)).isNotEmpty();
    }
  }

  private Map<String, Integer> copiesIn(
      LaunchedServer server, List<String> options, List<String> pools) throws Exception {
    Path mark = folder.resolve("mark");
    List<String> arguments = new ArrayList<>(options);
    arguments.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path")));
    arguments.add("-Dtest.user=canary");
    arguments.add("-Dtest.password=" + folder.resolve("password"));
    arguments.add(SecretServer.class.getName());
    arguments.add(mark.toString());
    arguments.addAll(pools);
    server.start(Path.of(JAVA_HOME), arguments.toArray(String[]::new));
    PostgresPool.await("the server is up", () -> isWritten(mark) || !server.isAlive());
    assertThat(mark).as(server.log()).hasContent("[canary]");
    CracCommand.Ended ended = server.checkpoint();
    assertThat(ended.status()).as(ended.output() + server.log()).isZero();
    return ImageSecrets.copies(server.image(), SECRET);
  }

  private static List<String> pool(PoolKind kind, Database database) {
    return List.of(kind.name(), database.name(), Integer.toString(database.port()));
  }

  private static String backwards(String text) {
    return new StringBuilder(text).reverse().toString();
  }

  private static boolean isWritten(Path file) {
    return file.toFile().length() > 0;
  }

  private static int sessions() {
    try {
      return Integer.parseInt(
          Postgres.ask("SELECT count(*) FROM pg_stat_activity WHERE usename = 'canary'"));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
