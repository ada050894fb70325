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
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What can be known before the first resource is notified is refused before it. */
@Timeout(60)
final class EarlyRefusalTest {
  private static final String CHILDREN = "dev.cracservers.children";
  private static final String TAKES_AN_IMAGE =
      """
      #!/bin/sh
      [ "$1" != --version ] || { echo 'Version: 0.0'; exit; }
      while [ "$1" != -D ]; do shift; done
      echo pages >"$2/pages-1.img"
      """;

  @TempDir Path folder;
  private final List<String> trail = new CopyOnWriteArrayList<>();
  private final List<Resource> strong = new ArrayList<>();
  private final List<Process> children = new ArrayList<>();

  @BeforeEach
  void useAScript() throws IOException {
    System.setProperty(EngineProperties.IMAGE, image().toString());
    System.setProperty(EngineProperties.LEAVE_RUNNING, "true");
    Path rules = folder.resolve("rules");
    Files.writeString(rules, "type: file\npath: **/hsperfdata_*/*\naction: ignore\n");
    System.setProperty(ResourcePolicies.PROPERTY, rules.toString());
    useCriu(TAKES_AN_IMAGE);
    register(() -> null);
  }

  @AfterEach
  void clear() throws Exception {
    for (Process child : children) {
      end(child);
    }
    strong.clear();
    System.gc();
    System.clearProperty(CHILDREN);
    System.clearProperty(ResourcePolicies.PROPERTY);
    System.clearProperty(EngineProperties.CRIU);
    System.clearProperty(EngineProperties.IMAGE);
    System.clearProperty(EngineProperties.LEAVE_RUNNING);
  }

  @Test
  void aFolderThatCannotBeMade() {
    System.setProperty(EngineProperties.IMAGE, "/proc/image");
    assertThat(refusal()).contains("the image folder /proc/image cannot be used");
    assertThat(trail).isEmpty();
  }

  @Test
  void aFolderWithOtherThingsInIt() throws IOException {
    Files.createDirectory(image());
    Files.writeString(image().resolve("notes.txt"), "");
    assertThat(refusal()).contains("it holds notes.txt");
    assertThat(trail).isEmpty();
  }

  @Test
  void aCriuThatIsMissingOrCannotBeExecuted() throws IOException {
    System.setProperty(EngineProperties.CRIU, "/nowhere/criu");
    assertThat(refusal()).contains("there is no command /nowhere/criu. Remedy: run `crac setup`");
    Path text = Files.writeString(folder.resolve("text"), "text");
    System.setProperty(EngineProperties.CRIU, text.toString());
    assertThat(refusal()).contains("the command " + text + " cannot be executed. Remedy: ");
    assertThat(trail).isEmpty();
    assertThat(image()).doesNotExist();
  }

  @Test
  void rulesThatCannotBeRead() throws IOException {
    System.setProperty(ResourcePolicies.PROPERTY, "/nowhere/rules");
    assertThat(refusal()).contains("the resource policies /nowhere/rules cannot be read");
    assertThat(trail).isEmpty();
  }

  @Test
  void aChildProcess() throws Exception {
    Process child = startChild();
    assertThat(refusal())
        .contains("process " + child.pid() + " (", "sleep)", "is a child of the server")
        .contains("Remedy: ", "-D" + CHILDREN + "=");
    assertThat(trail).isEmpty();
    end(child);
    Core.checkpointRestore();
    assertThat(trail).containsExactly("before", "after");
  }

  @Test
  void aChildOfAChild() throws Exception {
    Process shell = new ProcessBuilder("sh", "-c", "sleep 600 & echo $!; wait").start();
    children.add(shell);
    String below = shell.inputReader().readLine();
    try {
      assertThat(refusal()).contains("process " + shell.pid() + " (", "process " + below + " (");
    } finally {
      ProcessHandle.of(Long.parseLong(below)).ifPresent(ProcessHandle::destroyForcibly);
    }
    assertThat(trail).isEmpty();
  }

  @Test
  void aChildThatEndsInTimeIsWaitedForBySetting() throws Exception {
    System.setProperty(CHILDREN, "60");
    Process child = startChild();
    Path progress = Files.createFile(folder.resolve("progress"));
    CheckpointRequest request = new CheckpointRequest(image(), true, progress);
    FutureTask<Void> checkpoint =
        new FutureTask<>(
            () -> {
              dev.cracservers.criu.Core.checkpointRestore(request);
              return null;
            });
    new Thread(checkpoint, "checkpoint").start();
    while (!Files.readString(progress).contains("begin children\n") && !checkpoint.isDone()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    assertThat(trail).isEmpty();
    end(child);
    checkpoint.get();
    assertThat(trail).containsExactly("before", "after");
  }

  @Test
  void aChildThatAResourceEndsIsLeftToItBySetting() throws Exception {
    System.setProperty(CHILDREN, "resources");
    Process child = startChild();
    assertThat(refusal()).contains("process " + child.pid() + " (");
    assertThat(trail).containsExactly("before", "after");
    register(
        () -> {
          end(child);
          return null;
        });
    Core.checkpointRestore();
  }

  @Test
  void aChildThatBeginsDuringTheCheckpointIsRefusedBeforeTheDump() throws Exception {
    useCriu("#!/bin/sh\n: >'" + folder + "/dumped'\n");
    register(this::startChild);
    assertThat(refusal()).contains("process " + children.get(0).pid() + " (");
    assertThat(folder.resolve("dumped")).doesNotExist();
  }

  @Test
  void aChildThatBeginsDuringTheDumpIsFoundAfterIt() throws Exception {
    Path begun = folder.resolve("begun");
    Path goOn = folder.resolve("go-on");
    useCriu(
        TAKES_AN_IMAGE + ": >'" + begun + "'\nuntil [ -e '" + goOn + "' ]; do sleep 0.01; done\n");
    FutureTask<String> checkpoint = new FutureTask<>(EarlyRefusalTest::refusal);
    new Thread(checkpoint, "checkpoint").start();
    while (!Files.exists(begun) && !checkpoint.isDone()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    Process child = startChild();
    Files.createFile(goOn);
    assertThat(checkpoint.get()).contains("process " + child.pid() + " (", "is a child of the");
    assertThat(image().resolve("manifest")).doesNotExist();
  }

  private Process startChild() throws IOException {
    Process child = new ProcessBuilder("sleep", "600").start();
    children.add(child);
    return child;
  }

  private static void end(Process child) throws InterruptedException {
    child.destroyForcibly();
    child.waitFor();
  }

  private static String refusal() {
    org.crac.CheckpointException refused =
        catchThrowableOfType(org.crac.CheckpointException.class, Core::checkpointRestore);
    return Causes.inOneLine(refused.getSuppressed());
  }

  private Path image() {
    return folder.resolve("image");
  }

  private void useCriu(String script) throws IOException {
    Path file = Files.writeString(folder.resolve("criu"), script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    System.setProperty(EngineProperties.CRIU, file.toString());
  }

  private void register(Callable<?> before) {
    boolean first = strong.isEmpty();
    Resource resource =
        new Resource() {
          @Override
          public void beforeCheckpoint(Context<? extends Resource> context) throws Exception {
            if (first) {
              trail.add("before");
            }
            before.call();
          }

          @Override
          public void afterRestore(Context<? extends Resource> context) {
            if (first) {
              trail.add("after");
            }
          }
        };
    strong.add(resource);
    Core.getGlobalContext().register(resource);
  }
}
