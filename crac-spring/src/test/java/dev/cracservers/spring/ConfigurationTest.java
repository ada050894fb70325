// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.testkit.SimulatedCheckpoint;
import dev.cracservers.testkit.SimulatedCheckpoint.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

class ConfigurationTest {
  @TempDir Path folder;

  @Test
  void whatIsCloserToTheRestoreWins() throws Exception {
    Path file = write("app.one: file\napp.two: file\napp.three: file");
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = start(file, "--app.two=argument")) {
      Settings settings = context.getBean(Settings.class);
      assertThat(settings.all())
          .isEqualTo(Map.of("one", "file", "two", "argument", "three", "file"));

      write("app.one: changed\napp.two: changed\napp.three: changed");
      image.withSetting("app.three", "given").withVariable("APP_THREE", "variable");
      checkpoint(context);
      assertThat(settings.all())
          .isEqualTo(Map.of("one", "changed", "two", "argument", "three", "given"));

      image.withVariable("APP_TWO", "variable");
      checkpoint(context);
      assertThat(settings.all())
          .isEqualTo(Map.of("one", "changed", "two", "variable", "three", "given"));
      assertThat(context.getEnvironment().getProperty("app.two")).isEqualTo("variable");

      image.withArgument("--app.two=of the restore").withArgument("--app.three=of the restore");
      checkpoint(context);
      assertThat(settings.all())
          .isEqualTo(Map.of("one", "changed", "two", "of the restore", "three", "given"));
    }
  }

  @Test
  void aCheckpointThatWasLeftRunningOrFailedChangesNothing() throws Exception {
    Path file = write("app.one: file");
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = start(file)) {
      write("app.one: changed");
      image.withResult(Result.LEFT_RUNNING);
      context.getBean(CheckpointCoordinator.class).checkpoint();
      assertThat(context.getBean(Settings.class).getOne()).isEqualTo("file");
    }
  }

  @Test
  void whatTheRestoreWasGivenIsForgottenInTheNextImage() throws Exception {
    Path file = write("app.one: file");
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = start(file)) {
      image.withSetting("app.one", "given");
      checkpoint(context);
      image.whileFrozen(
          () -> assertThat(context.getEnvironment().getProperty("app.one")).isEqualTo("file"));
      checkpoint(context);
      assertThat(context.getEnvironment().getProperty("app.one")).isEqualTo("given");
    }
  }

  @Test
  void whatTheEngineHasSetAsSystemPropertyIsBoundToo() throws Exception {
    Path file = write("app.one: file");
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = start(file)) {
      image.withSetting("app.one", "given");
      image.whileFrozen(() -> System.setProperty("app.one", "given"));
      checkpoint(context);
      assertThat(context.getBean(Settings.class).getOne()).isEqualTo("given");
    } finally {
      System.clearProperty("app.one");
    }
  }

  @Test
  void aFileThatCannotBeReadFailsTheRestore() throws Exception {
    Path file = write("app.one: file");
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = start(file)) {
      write("app: [no yaml");
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(() -> context.getBean(CheckpointCoordinator.class).checkpoint())
          .withMessageContaining("configuration")
          .satisfies(
              failed -> assertThat(failed.report().outcome()).isEqualTo(Outcome.RESTORE_FAILED));
      assertThat(image.images()).isEqualTo(1);
    }
  }

  @Test
  void aBeanIsBoundAgainWhenOnlyWhatItsPlaceholderNamesHasChanged() throws Exception {
    Path file = write("app.one: a ${DATABASE:default}\napp.two: ${random.uuid}");
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = start(file)) {
      Settings settings = context.getBean(Settings.class);
      assertThat(settings.getOne()).isEqualTo("a default");
      Object random = settings.all().get("two");
      checkpoint(context);
      assertThat(settings.all()).containsEntry("two", String.valueOf(random));
      image.withVariable("DATABASE", "variable");
      checkpoint(context);
      assertThat(settings.getOne()).isEqualTo("a variable");
      image.withSetting("DATABASE", "given");
      checkpoint(context);
      assertThat(settings.getOne()).isEqualTo("a given");
    }
  }

  @Test
  void aRestoreWithoutAValueForAPlaceholderFailsAndNamesIt() throws Exception {
    Path file = write("app.one: in ${PATH}");
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = start(file)) {
      assertThat(context.getBean(Settings.class).getOne()).doesNotContain("${");
      image.withVariable("OTHER", "a restore without a PATH");
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(() -> context.getBean(CheckpointCoordinator.class).checkpoint())
          .withMessageContaining("none at this restore: {app.one=${PATH}}")
          .satisfies(
              failed -> assertThat(failed.report().outcome()).isEqualTo(Outcome.RESTORE_FAILED));
      assertThat(image.images()).isEqualTo(1);
    }
  }

  @Test
  void whatNobodyCouldBeToldOfIsSaid() throws Exception {
    Path file = write("app.one: file\nrecord.value: file");
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = start(file)) {
      ListAppender<ILoggingEvent> said = new ListAppender<>();
      said.start();
      Logger logger = (Logger) LoggerFactory.getLogger(ConfigurationResource.class);
      logger.addAppender(said);
      image.withSetting("record.value", "given").withSetting("app.one", "given");
      checkpoint(context);
      logger.detachAppender(said);
      assertThat(said.list)
          .extracting(ILoggingEvent::getFormattedMessage)
          .singleElement()
          .asString()
          .contains("no bean could be told: [record.value]");
    }
  }

  @Test
  void anApplicationThatBindsNothingIsRestoredToo() throws Exception {
    Path file = write("app.one: file");
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = start(Plain.class, file)) {
      image.withSetting("app.one", "given");
      checkpoint(context);
      assertThat(context.getEnvironment().getProperty("app.one")).isEqualTo("given");
    }
  }

  private Path write(String text) throws Exception {
    return Files.writeString(folder.resolve("application.yml"), text);
  }

  private static void checkpoint(ConfigurableApplicationContext context) throws Exception {
    assertThat(context.getBean(CheckpointCoordinator.class).checkpoint().outcome())
        .isEqualTo(Outcome.RESTORED);
  }

  private static ConfigurableApplicationContext start(Path file, String... arguments) {
    return start(Application.class, file, arguments);
  }

  private static ConfigurableApplicationContext start(
      Class<?> application, Path file, String... arguments) {
    return new SpringApplicationBuilder(application)
        .web(WebApplicationType.NONE)
        .properties("spring.config.additional-location=file:" + file)
        .run(arguments);
  }

  @Configuration(proxyBeanMethods = false)
  static class Plain {}

  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties({Settings.class, Fixed.class})
  static class Application {}

  @ConfigurationProperties("record")
  record Fixed(String value) {}

  @ConfigurationProperties("app")
  static class Settings {
    private String one = "";
    private String two = "";
    private String three = "";

    Map<String, String> all() {
      return Map.of("one", one, "two", two, "three", three);
    }

    public String getOne() {
      return one;
    }

    public void setOne(String value) {
      one = value;
    }

    public void setTwo(String value) {
      two = value;
    }

    public void setThree(String value) {
      three = value;
    }
  }
}
