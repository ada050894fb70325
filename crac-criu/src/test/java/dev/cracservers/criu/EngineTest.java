// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cracservers.criu.descriptor.ResourcePolicies;
import dev.cracservers.criu.image.CheckpointRequest;
import dev.cracservers.criu.platform.EngineProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The engine as org.crac sees it, with a script in place of CRIU that leaves the process running.
 */
@Timeout(60)
final class EngineTest {
  private static final String TAKES_AN_IMAGE =
      """
      #!/bin/sh
      [ "$1" != --version ] || { echo 'Version: 0.0'; exit; }
      while [ "$1" != -D ]; do shift; done
      echo pages >"$2/pages-1.img"
      """;
  private static final String TAKES_NONE =
      """
      #!/bin/sh
      while [ "$1" != -o ]; do shift; done
      echo "Error (criu/files.c:1): a lock is held" >"$2"
      exit 1
      """;

  @TempDir Path folder;
  private final List<String> trail = new CopyOnWriteArrayList<>();
  private final List<Resource> strong = new ArrayList<>();

  @BeforeEach
  void useAScript() throws IOException {
    System.setProperty(EngineProperties.IMAGE, folder.resolve("image").toString());
    System.setProperty(EngineProperties.LEAVE_RUNNING, "true");
    Path rules = folder.resolve("rules");
    Files.writeString(rules, "type: file\npath: **/hsperfdata_*/*\naction: ignore\n");
    System.setProperty(ResourcePolicies.PROPERTY, rules.toString());
    useCriu(TAKES_AN_IMAGE);
  }

  @AfterEach
  void clear() {
    strong.clear();
    System.gc();
    System.clearProperty(ResourcePolicies.PROPERTY);
    System.clearProperty(EngineProperties.CRIU);
    System.clearProperty(EngineProperties.IMAGE);
    System.clearProperty(EngineProperties.LEAVE_RUNNING);
  }

  @Test
  void isFoundByOrgCrac() throws Exception {
    register("a", () -> null);
    register("b", () -> null);
    Core.checkpointRestore();
    assertThat(trail).containsExactly("before b", "before a", "after a", "after b");
    assertThat(folder.resolve("image/manifest")).content().contains("\nfile.pages-1.img=6\n");
  }

  @Test
  void tellsEveryReasonInTheExceptionOfOrgCrac() throws IOException {
    register("a", () -> fail("one"));
    register("b", () -> fail("two"));
    org.crac.CheckpointException failed = checkpointFails();
    assertThat(failed.getSuppressed())
        .extracting(Throwable::getMessage)
        .containsExactly("two", "one");
    assertThat(folder.resolve("image")).doesNotExist();
    assertThat(trail).containsExactly("before b", "before a", "after a", "after b");
  }

  @Test
  void tellsWhatCriuSaysAndWorksTheNextTime() throws Exception {
    register("a", () -> null);
    useCriu(TAKES_NONE);
    org.crac.CheckpointException failed = checkpointFails();
    assertThat(failed.getSuppressed()).hasSize(1);
    assertThat(failed.getSuppressed()[0])
        .hasMessageContaining("no image of process " + ProcessHandle.current().pid())
        .hasMessageContaining("CRIU says: Error (criu/files.c:1): a lock is held");
    assertThat(trail).containsExactly("before a", "after a");
    useCriu(TAKES_AN_IMAGE);
    Core.checkpointRestore();
    assertThat(trail).containsExactly("before a", "after a", "before a", "after a");
  }

  @Test
  void refusesACallFromWithinANotification() throws Exception {
    List<Throwable> inner = new ArrayList<>();
    register(
        "a",
        () -> {
          inner.addAll(List.of(checkpointFails().getSuppressed()));
          return null;
        });
    Core.checkpointRestore();
    assertThat(inner).hasSize(1);
    assertThat(inner.get(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("from within a checkpoint");
  }

  @Test
  void takesOneAfterTheOther() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    register(
        "a",
        () -> {
          entered.countDown();
          assertThat(goOn.await(30, TimeUnit.SECONDS)).isTrue();
          return null;
        });
    FutureTask<Void> first = start();
    entered.await();
    FutureTask<Void> second = start();
    assertThat(trail).containsExactly("before a");
    goOn.countDown();
    first.get();
    second.get();
    assertThat(trail).containsExactly("before a", "after a", "before a", "after a");
  }

  @Test
  void refusesARequestFromOutsideMeanwhile() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    register(
        "a",
        () -> {
          entered.countDown();
          assertThat(goOn.await(30, TimeUnit.SECONDS)).isTrue();
          return null;
        });
    FutureTask<Void> first = start();
    entered.await();
    CheckpointException refused =
        catchThrowableOfType(
            CheckpointException.class,
            () -> dev.cracservers.criu.Core.checkpointRestore(CheckpointRequest.fromProperties()));
    assertThat(refused.getSuppressed()[0]).hasMessageContaining("is under way");
    goOn.countDown();
    first.get();
  }

  private static FutureTask<Void> start() {
    FutureTask<Void> task =
        new FutureTask<>(
            () -> {
              Core.checkpointRestore();
              return null;
            });
    new Thread(task, "checkpoint").start();
    return task;
  }

  private static org.crac.CheckpointException checkpointFails() {
    return catchThrowableOfType(org.crac.CheckpointException.class, Core::checkpointRestore);
  }

  private void useCriu(String script) throws IOException {
    Path file = Files.writeString(folder.resolve("criu"), script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    System.setProperty(EngineProperties.CRIU, file.toString());
  }

  private static Void fail(String message) throws Exception {
    throw new Exception(message);
  }

  private void register(String name, Callable<Void> before) {
    Resource resource =
        new Resource() {
          @Override
          public void beforeCheckpoint(Context<? extends Resource> context) throws Exception {
            trail.add("before " + name);
            before.call();
          }

          @Override
          public void afterRestore(Context<? extends Resource> context) {
            trail.add("after " + name);
          }
        };
    strong.add(resource);
    Core.getGlobalContext().register(resource);
  }
}
