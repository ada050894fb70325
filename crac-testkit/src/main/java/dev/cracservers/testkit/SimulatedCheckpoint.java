// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import dev.cracservers.testkit.simulated.Core;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides what happens at the image of every checkpoint while it is open.
 *
 * <p>Used in this order:
 *
 * <ol>
 *   <li>start the JVM with {@code -Dorg.crac.Core.Compat=dev.cracservers.testkit.simulated};
 *   <li>{@link #open()}, say what is to happen, and take any number of checkpoints, changing one's
 *       mind between them;
 *   <li>{@link #close()}, which removes what a restore left behind and throws what a {@link
 *       #whileFrozen} action threw.
 * </ol>
 *
 * <p>At most one is open at a time. Not thread-safe: change it between checkpoints only.
 */
public final class SimulatedCheckpoint implements AutoCloseable {

  /** How an image ends. */
  public enum Result {
    /** The process takes itself for a restored one and finds the settings of its restore. */
    RESTORED,
    /** The image was taken and the process goes on as it was. */
    LEFT_RUNNING,
    /** No image could be taken. */
    FAILED
  }

  static final String ENGINE_PROPERTY = "org.crac.Core.Compat";
  static final String FOLDER_PROPERTY = "dev.cracservers.restore";

  private static final AtomicReference<@Nullable SimulatedCheckpoint> OPEN =
      new AtomicReference<>();

  private final Map<String, String> properties = new TreeMap<>();
  private final Map<String, String> environment = new TreeMap<>();
  private final List<String> arguments = new ArrayList<>();
  private final List<Path> folders = new ArrayList<>();
  private final @Nullable String folderBefore = System.getProperty(FOLDER_PROPERTY);
  private Result result = Result.RESTORED;
  private TestAction frozenAction = () -> {};
  private @Nullable AssertionError failedAssertion;
  private int images;

  private SimulatedCheckpoint() {}

  /**
   * Takes over the image; every checkpoint ends as a restore without settings of its own until
   * something else is said.
   *
   * @throws IllegalStateException if org.crac does not use the simulated engine, or another
   *     simulated checkpoint is open
   */
  public static SimulatedCheckpoint open() {
    String simulated = Core.class.getPackageName();
    String engine = System.getProperty(ENGINE_PROPERTY);
    if (!simulated.equals(engine)) {
      throw new IllegalStateException(
          "org.crac uses the engine %s: start the JVM with -D%s=%s"
              .formatted(engine, ENGINE_PROPERTY, simulated));
    }
    SimulatedCheckpoint opened = new SimulatedCheckpoint();
    if (!OPEN.compareAndSet(null, opened)) {
      throw new IllegalStateException("a simulated checkpoint is open already: close it first");
    }
    Core.replaceImage(opened::take);
    return opened;
  }

  /** Says how the images from now on end. */
  public SimulatedCheckpoint withResult(Result next) {
    result = next;
    return this;
  }

  /** Says what to do at the images from now on, such as looking at descriptors. */
  public SimulatedCheckpoint whileFrozen(TestAction action) {
    frozenAction = action;
    return this;
  }

  /** Gives a setting on the command line of the restores from now on. */
  public SimulatedCheckpoint withSetting(String name, String value) {
    properties.put(name, value);
    return this;
  }

  /** Gives a variable in the environment of the restores from now on. */
  public SimulatedCheckpoint withVariable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Gives an argument behind {@code --} on the command line of the restores from now on. */
  public SimulatedCheckpoint withArgument(String argument) {
    arguments.add(argument);
    return this;
  }

  /** Returns how many images were begun. */
  public int images() {
    return images;
  }

  /**
   * Gives the image back, and the process the settings it had when this was opened.
   *
   * @throws AssertionError if an action failed an assertion at an image
   */
  @Override
  public void close() throws IOException {
    if (!OPEN.compareAndSet(this, null)) {
      return;
    }
    Core.resetImage();
    if (folderBefore == null) {
      System.clearProperty(FOLDER_PROPERTY);
    } else {
      System.setProperty(FOLDER_PROPERTY, folderBefore);
    }
    for (Path folder : folders) {
      Files.deleteIfExists(folder.resolve("properties"));
      Files.deleteIfExists(folder.resolve("environment"));
      Files.deleteIfExists(folder.resolve("arguments"));
      Files.deleteIfExists(folder);
    }
    if (failedAssertion != null) {
      throw failedAssertion;
    }
  }

  private void take() throws Exception {
    images++;
    try {
      frozenAction.run();
    } catch (AssertionError e) {
      // A test that expects a failed checkpoint must not take this for the failure it expects.
      failedAssertion = failedAssertion == null ? e : failedAssertion;
      throw new IllegalStateException("an assertion failed at the image: " + e.getMessage(), e);
    }
    switch (result) {
      case RESTORED -> handOverSettings();
      case LEFT_RUNNING -> {}
      case FAILED -> throw new IOException("no image could be taken: it was to fail");
    }
  }

  private void handOverSettings() throws IOException {
    Path folder = Files.createTempDirectory("restore-");
    folders.add(folder);
    Files.writeString(folder.resolve("properties"), entries(properties), StandardCharsets.UTF_8);
    Files.writeString(folder.resolve("environment"), entries(environment), StandardCharsets.UTF_8);
    Files.writeString(
        folder.resolve("arguments"),
        arguments.stream().map(each -> each + "\0").collect(Collectors.joining()),
        StandardCharsets.UTF_8);
    System.setProperty(FOLDER_PROPERTY, folder.toString());
  }

  private static String entries(Map<String, String> settings) {
    return settings.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue() + "\0")
        .collect(Collectors.joining());
  }
}
