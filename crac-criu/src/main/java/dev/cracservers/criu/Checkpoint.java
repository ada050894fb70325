// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One checkpoint: notifications, image, notifications. Used by one thread, once. */
final class Checkpoint {
  private final Context context;
  private final CheckpointRequest request;
  private final Progress progress;

  Checkpoint(Context context, CheckpointRequest request) {
    this.context = context;
    this.request = request;
    this.progress = Progress.to(request.progress());
  }

  /**
   * Takes it. As in openjdk/crac every resource is told that it is over, whatever failed, and the
   * exception names everything that failed: a {@link RestoreException} only in a restored process.
   */
  void run() throws CheckpointException, RestoreException {
    List<Resource> resources = context.snapshot();
    List<Throwable> failures = new ArrayList<>(context.beforeCheckpoint(resources));
    boolean restored = false;
    if (failures.isEmpty()) {
      try {
        restored = takeImage();
      } catch (DumpException | IOException e) {
        failures.add(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failures.add(e);
      }
    }
    failures.addAll(context.afterRestore(resources));
    end(restored, failures);
  }

  /**
   * Returns whether this is the restored process.
   *
   * @throws IOException if the image folder or /proc cannot be used
   */
  private boolean takeImage() throws IOException, InterruptedException, DumpException {
    progress.tell("engine memory");
    Memory.shrink();
    try (RestoreChannel channel = RestoreChannel.open(request.image())) {
      ImageFolder image = new ImageFolder(request.image());
      image.prepare();
      image.writeManifest(channel);
      progress.tell("engine image");
      Randomness randomness = Randomness.beforeDump();
      boolean restored = new Dump(image, request).run();
      if (restored) {
        progress.end();
        randomness.afterRestore();
        RestoredProcess.enter(channel.read());
      }
      return restored;
    }
  }

  private void end(boolean restored, List<Throwable> failures)
      throws CheckpointException, RestoreException {
    String reasons =
        failures.stream().map(String::valueOf).distinct().collect(Collectors.joining("; "));
    if (!restored) {
      progress.tell(failures.isEmpty() ? "resumed" : "refused " + reasons);
      progress.end();
    }
    if (!failures.isEmpty()) {
      if (restored) {
        throw new RestoreException(failures);
      }
      throw new CheckpointException(failures);
    }
  }
}
