// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.TimeBasedRollingPolicy;
import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.Deadline;
import dev.cracservers.testkit.DescriptorLedger;
import dev.cracservers.testkit.SimulatedCheckpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class LogFileResourceTest {
  @TempDir Path folder;

  private interface Write {
    void line(String text);
  }

  @Test
  void thoseOfLogbackAreClosedAndGoOnWhereverTheirFileIsNow() throws Exception {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger logger = context.getLogger("log.files");
    RollingFileAppender<ILoggingEvent> rolling = new RollingFileAppender<>();
    TimeBasedRollingPolicy<ILoggingEvent> policy = new TimeBasedRollingPolicy<>();
    policy.setContext(context);
    policy.setParent(rolling);
    policy.setFileNamePattern(folder.resolve("rolled-%d").toString());
    rolling.setRollingPolicy(policy);
    FileAppender<ILoggingEvent> truncating = new FileAppender<>();
    truncating.setAppend(false);
    FileAppender<ILoggingEvent> behind = new FileAppender<>();
    AsyncAppender async = new AsyncAppender();
    async.setContext(context);
    async.addAppender(behind);
    try {
      start(rolling, context, "one");
      policy.start();
      rolling.start();
      start(truncating, context, "two");
      start(behind, context, "three");
      async.start();
      logger.addAppender(rolling);
      logger.addAppender(truncating);
      logger.addAppender(async);
      goesOnWhereverTheirFileIsNow(new LogbackFiles(), logger::warn);
      assertThat(truncating.isAppend()).isFalse();
    } finally {
      logger.detachAndStopAllAppenders();
    }
  }

  private void start(FileAppender<ILoggingEvent> appender, LoggerContext context, String name) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%msg%n");
    encoder.start();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setFile(folder.resolve(name).toString());
    if (!(appender instanceof RollingFileAppender)) {
      appender.start();
    }
  }

  @Test
  void thoseOfLog4jAreClosedAndGoOnWhereverTheirFileIsNow() throws Exception {
    ConfigurationBuilder<?> builder = ConfigurationBuilderFactory.newConfigurationBuilder();
    for (String name : List.of("one", "two", "three")) {
      boolean rolls = name.equals("one");
      var appender =
          builder
              .newAppender(name, rolls ? "RollingFile" : "File")
              .addAttribute("fileName", folder.resolve(name))
              .addAttribute("append", !name.equals("two"))
              .add(builder.newLayout("PatternLayout").addAttribute("pattern", "%m%n"));
      if (rolls) {
        appender
            .addAttribute("filePattern", folder.resolve("rolled-%d"))
            .addComponent(
                builder.newComponent("TimeBasedTriggeringPolicy").addAttribute("interval", 1));
      }
      builder.add(appender);
    }
    builder.add(
        builder
            .newRootLogger(Level.INFO)
            .add(builder.newAppenderRef("one"))
            .add(builder.newAppenderRef("two"))
            .add(builder.newAppenderRef("three")));
    try (org.apache.logging.log4j.core.LoggerContext context =
        new org.apache.logging.log4j.core.LoggerContext("log-files")) {
      context.start(builder.build(false));
      goesOnWhereverTheirFileIsNow(
          new Log4jFiles(() -> context), context.getLogger("log.files")::info);
    }
  }

  private void goesOnWhereverTheirFileIsNow(LogFileResource.Library make, Write log)
      throws Exception {
    Path grown = folder.resolve("one");
    Path moved = folder.resolve("two");
    Path removed = folder.resolve("three");
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        CheckpointCoordinator coordinator = CheckpointCoordinator.create()) {
      coordinator.register(new LogFileResource(List.of(make)));
      coordinator.applicationStarted();
      for (int cycle = 1; cycle <= 2; cycle++) {
        log.line("before");
        // One of Logback's writes on a thread of its own, and what waits there is not lost.
        assertThat(await(() -> lines(removed).endsWith("before"))).isTrue();
        image.whileFrozen(
            () -> {
              assertThat(open().descriptors()).isEmpty();
              log.line("between");
              Files.writeString(grown, "another\n", StandardOpenOption.APPEND);
              Files.move(moved, folder.resolve("moved"));
              Files.delete(removed);
            });
        assertThat(coordinator.checkpoint().count("closed")).isEqualTo(3);
        log.line("after");
        assertThat(await(() -> lines(removed).equals("between after"))).isTrue();
        assertThat(Files.readAllLines(moved)).containsExactly("between", "after");
        assertThat(Files.readAllLines(folder.resolve("moved"))).endsWith("before");
        assertThat(Files.readAllLines(grown)).endsWith("before", "another", "between", "after");
        Files.delete(folder.resolve("moved"));
      }
    }
  }

  private static boolean await(BooleanSupplier condition) throws InterruptedException {
    return Deadline.after(Duration.ofSeconds(60)).await(condition);
  }

  private DescriptorLedger open() {
    return DescriptorLedger.now().without(each -> !each.target().startsWith(folder.toString()));
  }

  private static String lines(Path file) {
    try {
      return String.join(" ", Files.readAllLines(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
