// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RestoreSettingsTest {
  private static final String NAME = "crac-test.pool-size";
  private static final String VARIABLE = "CRACTEST_POOLSIZE";

  @TempDir Path folder = Path.of("");

  private final Map<String, String> environmentAtStart = new HashMap<>();
  private final RestoreSettings settings = new RestoreSettings(environmentAtStart::get);

  @AfterEach
  void clear() {
    System.clearProperty(RestoreSettings.FOLDER_PROPERTY);
    System.clearProperty(NAME);
  }

  @Test
  void whatIsGivenLaterAndCloserToTheRestoreWins() throws Exception {
    assertThat(settings.find(NAME)).isEmpty();

    environmentAtStart.put(VARIABLE, "environment of the start");
    assertThat(settings.find(NAME)).contains("environment of the start");

    System.setProperty(NAME, "system property");
    assertThat(settings.find(NAME)).contains("system property");

    restore("", VARIABLE + "=environment of the restore\0");
    assertThat(settings.find(NAME)).contains("environment of the restore");

    restore(NAME + "=command line\0", VARIABLE + "=environment of the restore\0");
    assertThat(settings.find(NAME)).contains("command line");
  }

  @Test
  void aRequiredSettingWithoutAValueIsNamedWithTheWaysToGiveOne() {
    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(() -> settings.require("db.password"))
        .withMessageContainingAll(
            "the setting db.password has no value",
            "--set db.password=VALUE",
            "DB_PASSWORD",
            "--keep-env");
    System.setProperty(NAME, "value");
    assertThat(settings.require(NAME)).isEqualTo("value");
  }

  @Test
  void inAnEnvironmentTheExactNameWinsOverTheVariable() throws Exception {
    restore("", VARIABLE + "=variable\0" + NAME + "=exact\0");

    assertThat(settings.find(NAME)).contains("exact");
  }

  @Test
  void argumentsAreThoseOfThisRestoreInTheirOrder() throws Exception {
    Files.writeString(folder.resolve("arguments"), "--role\0\0a=b c\0");
    restore("", "");
    assertThat(settings.arguments()).containsExactly("--role", "", "a=b c");

    settings.forget();
    assertThat(settings.arguments()).isEmpty();
    Files.delete(folder.resolve("arguments"));
    settings.load();
    assertThat(settings.arguments()).isEmpty();
  }

  @Test
  void aValueMayHoldAnythingButNul() throws Exception {
    restore("url=jdbc:x://h/d?a=b\nsecond line\0empty=\0", "");

    assertThat(settings.find("url")).contains("jdbc:x://h/d?a=b\nsecond line");
    assertThat(settings.find("empty")).contains("");
  }

  @Test
  void allThatCameWithARestoreCanBeListedUntilItIsForgotten() throws Exception {
    restore("a=1\0", "B=2\0");
    assertThat(settings.given()).containsExactly(Map.entry("a", "1"));
    assertThat(settings.environment()).containsExactly(Map.entry("B", "2"));

    settings.forget();
    assertThat(settings.given()).isEmpty();
    assertThat(settings.environment()).isEmpty();
  }

  @Test
  void whatIsNoEntryIsPassedOver() throws Exception {
    restore("no entry\0=no name\0good=yes\0", "");

    assertThat(settings.find("good")).contains("yes");
    assertThat(settings.find("no entry")).isEmpty();
  }

  @Test
  void nothingOfAnEarlierRestoreIsLeft() throws Exception {
    restore("a=1\0b=1\0", "C=1\0");
    restore("a=2\0", "");

    assertThat(settings.find("a")).contains("2");
    assertThat(settings.find("b")).isEmpty();
    assertThat(settings.find("c")).isEmpty();
  }

  @Test
  void whatWasGivenAtTheRestoreIsForgotten() throws Exception {
    System.setProperty(NAME, "system property");
    restore(NAME + "=secret\0", VARIABLE + "=secret too\0");
    settings.forget();

    assertThat(settings.find(NAME)).contains("system property");
  }

  @Test
  void anEngineMayLeaveNothing() throws Exception {
    settings.load();
    assertThat(settings.find("a")).isEmpty();

    System.setProperty(RestoreSettings.FOLDER_PROPERTY, folder.toString());
    settings.load();
    assertThat(settings.find("a")).isEmpty();
  }

  @Test
  void aFolderThatIsGoneIsNotTakenForNoSettings() {
    System.setProperty(RestoreSettings.FOLDER_PROPERTY, folder.resolve("gone").toString());

    assertThatIOException()
        .isThrownBy(settings::load)
        .withMessageContainingAll("are gone", folder.resolve("gone").toString());
  }

  private void restore(String properties, String environment) throws IOException {
    Files.writeString(folder.resolve("properties"), properties);
    Files.writeString(folder.resolve("environment"), environment);
    System.setProperty(RestoreSettings.FOLDER_PROPERTY, folder.toString());
    settings.load();
  }
}
