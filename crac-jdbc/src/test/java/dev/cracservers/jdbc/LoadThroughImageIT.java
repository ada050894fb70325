// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.testkit.real.CracCommand;
import dev.cracservers.testkit.real.LaunchedServer;
import dev.cracservers.testkit.real.RealCheckpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Twenty threads go on querying while a real image is taken and restored with another database,
 * another role and another password: no call fails.
 */
@RealCheckpoint
@Timeout(120)
class LoadThroughImageIT {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "HIKARI_BUILT, POSTGRES",
    "HIKARI_RUNNING, POSTGRES",
    "HIKARI_BUILT, MARIADB",
    "HIKARI_RUNNING, MYSQL",
    "AGROAL_SWAPPED, POSTGRES",
  })
  void noCallFails(PoolKind kind, Database database, TestReporter reporter) throws Exception {
    create(database, "first");
    create(database, "second");
    Path seen = Files.createDirectory(folder.resolve("seen"));
    try (LaunchedServer server = new LaunchedServer(folder.resolve("server"))) {
      server.with("DB_PASSWORD", "first");
      server.start(
          Path.of(System.getProperty("java.home")),
          "-cp",
          System.getProperty("java.class.path"),
          "-Ddb.url=" + url(database, "first"),
          "-Ddb.user=first",
          LoadServer.class.getName(),
          kind.name(),
          seen.toString());
      awaitAnswerFrom("first", seen, server);
      CracCommand.Ended ended = server.checkpoint();
      assertThat(ended.status()).as(ended.output() + server.log()).isZero();

      long start = System.currentTimeMillis();
      server
          .with("DB_PASSWORD", "second")
          .restore("--set", "db.url=" + url(database, "second"), "--set", "db.user=second");
      awaitAnswerFrom("second", seen, server);
      server.terminate();

      assertThat(seen.resolve("errors")).as(server.log()).hasContent("");
      assertThat(seen.toFile().list()).containsOnly("firstfirst", "secondsecond", "errors");
      long first = Long.parseLong(Files.readString(answerFrom("second", seen))) - start;
      reporter.publishEntry(
          Map.of("first query, ms after the restore began", first + " " + kind + " " + database));
    } finally {
      drop(database, "first");
      drop(database, "second");
    }
  }

  private static void awaitAnswerFrom(String name, Path seen, LaunchedServer server)
      throws Exception {
    PostgresPool.await(
        "an answer of " + name,
        () -> answerFrom(name, seen).toFile().length() > 0 || !server.isAlive());
    assertThat(answerFrom(name, seen)).as(server.log()).isNotEmptyFile();
  }

  private static Path answerFrom(String name, Path seen) {
    return seen.resolve(name + name);
  }

  private static String url(Database database, String name) {
    return database.url(database.port()).replaceFirst("/[a-z]+$", "/" + name);
  }

  private static void create(Database database, String name) throws SQLException {
    database.run("CREATE DATABASE " + name);
    if (database == Database.POSTGRES) {
      database.run("CREATE ROLE " + name + " LOGIN PASSWORD '" + name + "'");
    } else {
      database.run("CREATE USER " + name + "@'%' IDENTIFIED BY '" + name + "'");
      database.run("GRANT ALL ON " + name + ".* TO " + name + "@'%'");
    }
    try (Connection connection =
            DriverManager.getConnection(url(database, name), database.user(), "");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE place (name VARCHAR(9))");
      statement.execute("INSERT INTO place VALUES ('" + name + "')");
      if (database == Database.POSTGRES) {
        statement.execute("GRANT SELECT ON place TO " + name);
      }
    }
  }

  private static void drop(Database database, String name) throws SQLException {
    database.run("DROP DATABASE " + name + (database == Database.POSTGRES ? " (FORCE)" : ""));
    database.run(
        database == Database.POSTGRES ? "DROP ROLE " + name : "DROP USER " + name + "@'%'");
  }
}
