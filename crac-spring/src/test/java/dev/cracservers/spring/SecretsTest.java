// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport.Outcome;
import dev.cracservers.testkit.SimulatedCheckpoint;
import dev.cracservers.testkit.SimulatedCheckpoint.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.BoundConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

class SecretsTest {
  private static final Map<String, String> EMPTIED =
      Map.of("key", "", "pin", "", "tree", "", "list", "a=", "map", "m=", "record", "r=");

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void writeFirst() throws Exception {
    file = folder.resolve("application.yml");
    write("first");
  }

  @Test
  void theyAreEmptyInTheImageAndThenAsTheFilesAre() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = start()) {
      Secrets secrets = context.getBean(Secrets.class);
      assertThat(secrets.all()).isEqualTo(allOf("first"));
      image.whileFrozen(
          () -> {
            assertThat(secrets.all()).isEqualTo(EMPTIED);
            assertThat(secrets.getName()).isEqualTo("named first");
            assertThat(inEnvironment(context)).isEmpty();
            assertThat(remembered(context)).isEqualTo("");
            write("second");
          });
      checkpoint(context);
      assertThat(secrets.all()).isEqualTo(allOf("second"));
      assertThat(inEnvironment(context)).isEqualTo("second");
      assertThat(remembered(context)).isEqualTo("second");

      image.withSetting("app.api-key", "given").whileFrozen(() -> write("third"));
      checkpoint(context);
      assertThat(secrets.getApiKey()).isEqualTo("given");
      image.whileFrozen(() -> assertThat(secrets.all()).isEqualTo(EMPTIED));
      checkpoint(context);
      assertThat(secrets.getApiKey()).isEqualTo("given");
      assertThat(secrets.getCredentials()).isEqualTo(Map.of("m", "third"));
    }
  }

  @Test
  void anUndoBringsThemBackAndNothingElse() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = start()) {
      Secrets secrets = context.getBean(Secrets.class);
      Secrets.Client client = secrets.getClients().get(0);
      secrets.setName("by code");
      for (Result result : List.of(Result.LEFT_RUNNING, Result.FAILED)) {
        image.withResult(result).whileFrozen(() -> assertThat(secrets.all()).isEqualTo(EMPTIED));
        try {
          context.getBean(CheckpointCoordinator.class).checkpoint();
        } catch (CheckpointException failed) {
          assertThat(failed.report().outcome()).isEqualTo(Outcome.REFUSED);
        }
        assertThat(secrets.all()).isEqualTo(allOf("first"));
        assertThat(secrets.getName()).isEqualTo("by code");
        assertThat(secrets.getClients().get(0)).isSameAs(client);
        assertThat(inEnvironment(context)).isEqualTo("first");
        assertThat(remembered(context)).isEqualTo("first");
      }
      assertThat(image.images()).isEqualTo(2);
    }
  }

  @Test
  void aCheckpointThatAnUndoWouldLoseThemAfterIsRefused() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = start()) {
      Secrets secrets = context.getBean(Secrets.class);
      for (String unusable : List.of("app: [no yaml", "app.name: without secrets")) {
        Files.writeString(file, unusable);
        assertThatExceptionOfType(CheckpointException.class)
            .isThrownBy(() -> checkpoint(context))
            .withMessageContaining("set crac.secrets to nothing")
            .satisfies(failed -> assertThat(failed.report().outcome()).isEqualTo(Outcome.REFUSED));
        assertThat(secrets.all()).isEqualTo(allOf("first"));
        assertThat(inEnvironment(context)).isEqualTo("first");
      }
      assertThat(image.images()).isZero();

      write("first");
      image.withResult(Result.FAILED).whileFrozen(() -> Files.writeString(file, "app: [no yaml"));
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(() -> checkpoint(context))
          .withMessageContaining("cannot be read any more, and [app.account.password, ")
          .satisfies(
              failed -> assertThat(failed.report().outcome()).isEqualTo(Outcome.UNDO_FAILED));
      image.withResult(Result.RESTORED).whileFrozen(() -> {});
      write("again");
      checkpoint(context);
      assertThat(secrets.all()).isEqualTo(allOf("again"));
    }
  }

  @Test
  void whatCannotBeTakenOutIsSaidOnceAndStays() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        Said said = Said.listen();
        ConfigurableApplicationContext context = start("--spring.main.banner-mode=off")) {
      Secrets secrets = context.getBean(Secrets.class);
      secrets.setPinPassword("decrypted".toCharArray());
      checkpoint(context);
      checkpoint(context);
      assertThat(secrets.getPinPassword()).isEqualTo("decrypted".toCharArray());
      assertThat(said.lines("stay in the image"))
          .singleElement()
          .asString()
          .contains(
              "app.pin-password (changed by code in bean 'app-",
              "fixed.token (by the constructor of bean 'fixed-",
              "injected.token (by @Value in bean '")
          .doesNotContain("app.api-key", "first");
      assertThat(said.lines("no bean could be told")).isEmpty();
      write("second");
      checkpoint(context);
      assertThat(said.lines("no bean could be told: [fixed.token, injected.token]")).hasSize(1);
      assertThat(image.images()).isEqualTo(3);
    }
  }

  @Test
  void theyStayIfNoneAreToBeTakenOut() throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = start("--crac.secrets=")) {
      image.whileFrozen(
          () -> {
            assertThat(context.getBean(Secrets.class).all()).isEqualTo(allOf("first"));
            assertThat(inEnvironment(context)).isEqualTo("first");
            write("second");
          });
      checkpoint(context);
      assertThat(context.getBean(Secrets.class).all()).isEqualTo(allOf("second"));
    }
  }

  private void write(String value) throws Exception {
    Files.writeString(
        Files.createDirectories(folder.resolve("tree/app")).resolve("tree-secret"), value + "\n");
    Files.writeString(
        file,
        """
        app:
          name: named VALUE
          api-key: VALUE
          pin-password: VALUE
          clients[0]:
            name: a
            secret: ${app.api-key}
          credentials:
            m: VALUE
          account:
            name: r
            password: VALUE
        fixed.token: VALUE
        injected.token: VALUE
        spring.config.import: "configtree:TREE/"
        """
            .replace("VALUE", value)
            .replace("TREE", folder.resolve("tree").toString()));
  }

  private static Map<String, String> allOf(String value) {
    return Map.of(
        "key",
        value,
        "pin",
        value,
        "tree",
        value,
        "list",
        "a=" + value,
        "map",
        "m=" + value,
        "record",
        "r=" + value);
  }

  private static String inEnvironment(ConfigurableApplicationContext context) {
    return context.getEnvironment().getRequiredProperty("app.api-key");
  }

  private static Object remembered(ConfigurableApplicationContext context) {
    BoundConfigurationProperties all =
        Objects.requireNonNull(BoundConfigurationProperties.get(context));
    return Objects.requireNonNull(all.get(ConfigurationPropertyName.of("app.api-key"))).getValue();
  }

  private static void checkpoint(ConfigurableApplicationContext context) throws Exception {
    assertThat(context.getBean(CheckpointCoordinator.class).checkpoint().outcome())
        .isEqualTo(Outcome.RESTORED);
  }

  private ConfigurableApplicationContext start(String... arguments) {
    return new SpringApplicationBuilder(Application.class)
        .web(WebApplicationType.NONE)
        .properties("spring.config.additional-location=file:" + file)
        .run(arguments);
  }

  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties({Secrets.class, Fixed.class})
  static class Application {
    private final String token;

    Application(@Value("${injected.token}") String token) {
      this.token = token;
    }

    @Override
    public String toString() {
      return token;
    }
  }

  @ConfigurationProperties("fixed")
  record Fixed(String token) {}
}
