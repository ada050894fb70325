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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether the password of a full pool is in a real image. */
@RealCheckpoint
@Timeout(120)
class SecretInImageIT {
  private static final String SECRET = "canary-2f9e61c07b";
  private static final String JAVA_HOME = System.getProperty("java.home");

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
      assertThat(copiesIn(server, List.of("-XX:+UseG1GC"), PoolKind.HIKARI_BUILT)).isEmpty();

      Postgres.run("ALTER ROLE canary PASSWORD 'rotated'");
      Files.writeString(folder.resolve("password"), backwards("rotated"));
      server.restore();
      PostgresPool.await("the pool is back", () -> sessions() > 0);
      assertThat(server.isAlive()).as(server.log()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-XX:+UseG1GC, HIKARI_RUNNING, , 0",
    "-XX:+UseSerialGC, HIKARI_BUILT, , 0",
    "-XX:+UseSerialGC, HIKARI_BUILT, -Ddev.cracservers.keepGarbage=true, some",
  })
  void whatIsLeftIsAsDocumented(
      String collector, PoolKind kind, @Nullable String option, String left) throws Exception {
    try (LaunchedServer server = new LaunchedServer(folder.resolve("server"))) {
      List<String> options = Stream.of(collector, option).filter(Objects::nonNull).toList();
      assertThat(copiesIn(server, options, kind).isEmpty()).isEqualTo(left.equals("0"));
    }
  }

  @Test
  void aPasswordThatTheApplicationKeepsIsFound() throws Exception {
    try (LaunchedServer server = new LaunchedServer(folder.resolve("server"))) {
      assertThat(copiesIn(server, List.of("-XX:+UseG1GC"), PoolKind.HIKARI_BUILT, "keep"))
          .isNotEmpty();
    }
  }

  private Map<String, Integer> copiesIn(
      LaunchedServer server, List<String> jvm, PoolKind kind, String... options) throws Exception {
    Path mark = folder.resolve("mark");
    List<String> arguments = new ArrayList<>(jvm);
    arguments.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path")));
    arguments.add("-Dtest.user=canary");
    arguments.add("-Dtest.password=" + folder.resolve("password"));
    arguments.add(SecretServer.class.getName());
    arguments.addAll(List.of(kind.name(), Integer.toString(Postgres.port()), mark.toString()));
    arguments.addAll(List.of(options));
    server.start(Path.of(JAVA_HOME), arguments.toArray(String[]::new));
    PostgresPool.await("the server is up", () -> isWritten(mark) || !server.isAlive());
    assertThat(mark).as(server.log()).hasContent("canary");
    CracCommand.Ended ended = server.checkpoint();
    assertThat(ended.status()).as(ended.output() + server.log()).isZero();
    return ImageSecrets.copies(server.image(), SECRET);
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
