// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import dev.cracservers.criu.descriptor.CheckpointOpenResourceException;
import dev.cracservers.criu.descriptor.DescriptorCheck;
import dev.cracservers.criu.descriptor.RuleClosing;
import dev.cracservers.criu.image.CheckpointRequest;
import dev.cracservers.criu.image.Dump;
import dev.cracservers.criu.image.ImageFolder;
import dev.cracservers.criu.image.RestoreChannel;
import dev.cracservers.criu.image.Timeline;
import dev.cracservers.criu.memory.Memory;
import dev.cracservers.criu.platform.ChildProcesses;
import dev.cracservers.criu.platform.CriuAbilities;
import dev.cracservers.criu.platform.OwnHandle;
import dev.cracservers.criu.platform.ProcessStat;
import dev.cracservers.criu.platform.Timers;
import dev.cracservers.criu.random.Randomness;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** One checkpoint: notifications, image, notifications. Used by one thread, once. */
final class Checkpoint {
  private final Context context;
  private final CheckpointRequest request;
  private final Progress progress;
  private final Timeline timeline = new Timeline();
  private boolean restored;

  Checkpoint(Context context, CheckpointRequest request) {
    this.context = context;
    this.request = request;
    this.progress = Progress.to(request.progress()).begin();
  }

  /**
   * Takes it. What can be known in advance is refused before any resource is notified. After that,
   * as in openjdk/crac, every resource is told that it is over, whatever failed, and the exception
   * names everything that failed: a {@link RestoreException} only in a restored process.
   */
  void run() throws CheckpointException, RestoreException {
    ImageFolder image = new ImageFolder(request.image());
    List<Throwable> failures =
        new ArrayList<>(uninterrupted(() -> Prerequisites.refusals(image, progress)));
    // A refusal at this point costs the service nothing.
    List<Context.Registered> resources = failures.isEmpty() ? context.snapshot() : List.of();
    failures.addAll(context.beforeCheckpoint(resources, timeline));
    if (failures.isEmpty()) {
      failures.addAll(uninterrupted(() -> takeImage(image)));
    }
    if (!restored) {
      failures.addAll(uninterrupted(() -> discard(image)));
    }
    end(failures, context.afterRestore(resources));
  }

  /** Returns what went wrong, whatever it is: the resources have to be told in any case. */
  private List<Throwable> takeImage(ImageFolder image) {
    List<Throwable> failures = new ArrayList<>();
    RuleClosing closing = new RuleClosing();
    try (closing) {
      failures.addAll(takeImage(image, closing));
    } catch (Throwable e) {
      failures.add(e);
    }
    if (!failures.isEmpty() && !restored) {
      closing.leftClosed().ifPresent(failures::add);
    }
    return failures;
  }

  private List<CheckpointOpenResourceException> takeImage(ImageFolder image, RuleClosing closing)
      throws Exception {
    long begun = System.nanoTime();
    DescriptorCheck check = new DescriptorCheck(CriuAbilities.here(), closing);
    List<CheckpointOpenResourceException> open = check.settle();
    if (!open.isEmpty()) {
      return open;
    }
    timeline.add("descriptors", begun);
    if (!request.leaveRunning()) {
      System.err.println(
          "crac: taking the image into "
              + request.image()
              + "; then process "
              + ProcessStat.pid()
              + " ends by signal 9, status 137");
    }
    begun = System.nanoTime();
    // As late as can be: what is done after it writes to the heap again.
    progress.step("memory", Memory::shrink);
    timeline.add("memory", begun);
    // Threads that still run may have opened something, or started a process, meanwhile.
    open = check.settle();
    if (!open.isEmpty()) {
      return open;
    }
    ChildProcesses.refuseBeforeDump();
    image.refuseIfRemoved();
    try (RestoreChannel channel = RestoreChannel.open(request.image())) {
      image.writeManifest(channel, timeline);
      progress.begin("image");
      Randomness randomness = Randomness.beforeDump();
      // Set first: what fails after it fails in the restored process.
      Timers.hold(() -> restored = new Dump(image, request).run());
      if (restored) {
        progress.end();
        enter(randomness, channel);
        OwnHandle.refresh();
      }
    }
    return List.of();
  }

  /**
   * Becomes the restored process. One that cannot would serve with the settings and the random
   * streams of its image, so it ends, before any resource has opened anything.
   */
  private static void enter(Randomness randomness, RestoreChannel channel) {
    try {
      randomness.afterRestore();
      RestoredProcess.enter(channel.read());
    } catch (IOException | RuntimeException | Error e) {
      System.err.println(
          "crac: the restored process could not take in the settings of its restore and ends now: "
              + Causes.inOneLine(e));
      Runtime.getRuntime().halt(ControlThread.NOT_RESTORED);
    }
  }

  private static List<Throwable> discard(ImageFolder image) {
    try {
      image.discard();
      return List.of();
    } catch (IOException e) {
      return List.of(e);
    }
  }

  /**
   * Runs a task on a thread of its own. The thread that asked for the checkpoint may be interrupted
   * at any time, and that would close the files under the hands of whoever reads them.
   */
  private static <T> T uninterrupted(Callable<T> task) {
    FutureTask<T> result = new FutureTask<>(task);
    Thread thread = new Thread(result, "crac-image");
    thread.setDaemon(true);
    thread.start();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw new IllegalStateException(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void end(List<Throwable> failures, List<Throwable> notCameBack)
      throws CheckpointException, RestoreException {
    progress.end();
    boolean failed = !failures.isEmpty() || !notCameBack.isEmpty();
    if (restored && failed) {
      failures.addAll(notCameBack);
      throw new RestoreException(failures);
    }
    if (failed) {
      throw new CheckpointException(failures, notCameBack);
    }
    if (!restored) {
      progress.tell("resumed");
    }
  }
}
