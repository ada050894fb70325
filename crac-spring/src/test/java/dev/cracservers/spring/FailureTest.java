// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.testkit.SimulatedCheckpoint;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.ApplicationContextException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class FailureTest {
  private static final String SOCKET =
      "descriptor 9, a socket TCP 127.0.0.1:40000 -> 127.0.0.1:7777, cannot be in an image";

  @Test
  void namesWhatWasOpenItsBeanAndItsProperty() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        Said said = Said.listen();
        ConfigurableApplicationContext context = start("--crac.checkpoint.on=ready")) {
      said.await(
          "No image could be taken",
          SOCKET,
          "it was opened by the bean 'stocks'",
          "it is named by the property stocks.url",
          "close() and reopen() of a CheckpointResource",
          "REFUSED");
      assertThat(said.all()).doesNotContain("stocks.other");
      assertThat(context.isRunning()).isTrue();
      assertThat(image.images()).isZero();
    }
  }

  @Test
  void aStartThatFailsOfItsCheckpointIsExplained() {
    try (ConfigurableApplicationContext context = start()) {
      CheckpointFailureAnalyzer analyzer =
          new CheckpointFailureAnalyzer(context.getBeanFactory(), context.getEnvironment());
      Exception ofTheEngine = new org.crac.CheckpointException();
      ofTheEngine.addSuppressed(open());
      FailureAnalysis analysis =
          Objects.requireNonNull(
              analyzer.analyze(
                  new ApplicationContextException("Failed to take CRaC checkpoint", ofTheEngine)));
      assertThat(analysis.getDescription())
          .contains("No image could be taken", SOCKET, "stocks.url");
      assertThat(analysis.getAction()).contains("CheckpointResource");

      Exception restore = new org.crac.RestoreException();
      restore.addSuppressed(new IllegalStateException("the pool has no password"));
      analysis =
          Objects.requireNonNull(
              analyzer.analyze(new ApplicationContextException("Failed to restore", restore)));
      assertThat(analysis.getDescription())
          .contains("restored, but did not come back", "the pool has no password");
      assertThat(analyzer.analyze(new IllegalStateException("something else"))).isNull();
    }
  }

  @Test
  void eachReasonIsSaidOnceAndNamesOnlySettingsOfTheApplication() {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .addFirst(
            new MapPropertySource(
                "settings",
                Map.of(
                    "notes.file", "/var/notes.log",
                    "notes.older", "/var/notes.log1",
                    "notes.copy", "/mnt/var/notes.log",
                    "java.notes", "/var/notes.log",
                    "home", "/var/notes.log")));
    OwnerHint owners = new OwnerHint(new DefaultListableBeanFactory(), environment);
    Exception inner = new org.crac.CheckpointException();
    inner.addSuppressed(new CheckpointOpenSocketException("the file /var/notes.log is open"));
    inner.addSuppressed(new CheckpointOpenSocketException("the file /var/notes.log is open"));
    inner.addSuppressed(new IllegalStateException());
    Exception failure = new org.crac.CheckpointException();
    failure.addSuppressed(inner);
    FailureAnalysis analysis = Objects.requireNonNull(FailureText.of(failure, owners));
    assertThat(analysis.getDescription().lines())
        .containsExactly(
            "No image could be taken of the application:",
            "",
            "  - the file /var/notes.log is open",
            "    it is named by the property notes.file",
            "  - java.lang.IllegalStateException");

    Exception closed = new org.crac.CheckpointException();
    closed.addSuppressed(new IllegalStateException("no room"));
    assertThat(Objects.requireNonNull(FailureText.of(closed, owners)).getAction())
        .contains("crac.checkpoint.on=never")
        .doesNotContain("CheckpointResource");
    assertThat(
            Objects.requireNonNull(FailureText.of(new org.crac.RestoreException(), owners))
                .getAction())
        .contains("restore again")
        .doesNotContain("never");
  }

  @Test
  void aReasonIsToldWithAllItsCausesAndTheirClasses() {
    OwnerHint owners = new OwnerHint(new DefaultListableBeanFactory(), new StandardEnvironment());
    IllegalStateException cause =
        new IllegalStateException("no key", new UnknownHostException("keys.invalid"));
    cause.addSuppressed(new OutOfMemoryError("Java heap space"));
    Exception failure = new org.crac.RestoreException();
    failure.addSuppressed(new IllegalStateException("the bundle 'web' cannot be read", cause));
    assertThat(Objects.requireNonNull(FailureText.of(failure, owners)).getDescription().lines())
        .last()
        .isEqualTo(
            "  - the bundle 'web' cannot be read"
                + "; caused by java.lang.IllegalStateException: no key"
                + "; caused by java.net.UnknownHostException: keys.invalid"
                + "; also java.lang.OutOfMemoryError: Java heap space");
  }

  @Test
  void aReasonWithSuppressedFailuresIsToldItself() {
    OwnerHint owners = new OwnerHint(new DefaultListableBeanFactory(), new StandardEnvironment());
    Exception failure = new org.crac.RestoreException();
    failure.addSuppressed(new IllegalStateException("the pool has no password"));
    failure.getSuppressed()[0].addSuppressed(new IllegalStateException("nor a user"));
    assertThat(Objects.requireNonNull(FailureText.of(failure, owners)).getDescription())
        .contains("the pool has no password", "nor a user");
  }

  private static Exception open() {
    CheckpointOpenSocketException open = new CheckpointOpenSocketException(SOCKET + ": why");
    open.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("java.net.Socket", "connect", "Socket.java", 1),
          new StackTraceElement(Stocks.class.getName(), "open", "Stocks.java", 1),
          new StackTraceElement("java.lang.Thread", "run", "Thread.java", 1)
        });
    return open;
  }

  private static ConfigurableApplicationContext start(String... arguments) {
    return new SpringApplicationBuilder(Application.class)
        .web(WebApplicationType.NONE)
        .properties(Map.of("stocks.url", "http://stocks:7777/all", "stocks.other", "a:17777"))
        .run(arguments);
  }

  /** As an engine calls it. */
  private static final class CheckpointOpenSocketException extends Exception {
    private static final long serialVersionUID = 1L;

    CheckpointOpenSocketException(String message) {
      super(message);
    }
  }

  static final class Stocks implements CheckpointResource {
    @Override
    public String name() {
      return "stocks";
    }

    @Override
    public void close(Deadline deadline) throws Exception {
      throw open();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Application {
    @Bean
    Stocks stocks(CheckpointCoordinator coordinator) {
      Stocks stocks = new Stocks();
      coordinator.register(stocks);
      return stocks;
    }
  }
}
