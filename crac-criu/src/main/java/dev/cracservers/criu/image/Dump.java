// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.image;

import dev.cracservers.criu.platform.DumpException;
import dev.cracservers.criu.platform.EngineProperties;
import dev.cracservers.criu.platform.ProcessIdentity;
import dev.cracservers.criu.platform.ProcessStat;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets CRIU dump this process from a shell that is no child of it: CRIU dumps a whole process tree
 * and must not be part of it.
 */
public final class Dump {
  private static final int STALL_SECONDS = 60;
  private static final String SCRIPT = "dump.sh";
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final String criu = System.getProperty(EngineProperties.CRIU, "criu");
  private final ImageFolder image;
  private final CheckpointRequest request;
  private final Path go;
  private final Path result;
  private final Path worker;

  public Dump(ImageFolder image, CheckpointRequest request) {
    this.image = image;
    this.request = request;
    this.go = image.growing().resolve("go");
    this.result = image.growing().resolve("result");
    this.worker = image.growing().resolve("worker");
  }

  /**
   * Returns true in the restored process and false in this one when it was left running.
   *
   * @throws DumpException if no image was taken
   */
  public boolean run() throws IOException, InterruptedException, DumpException {
    long begun = System.nanoTime();
    startWorker(ProcessStat.startTime());
    String workerPid = Files.readString(worker).strip();
    DumpWatch watch = new DumpWatch(new Surroundings(workerPid));
    Files.createFile(go);
    Optional<DumpOutcome> outcome = watch.await();
    return outcome.isEmpty() || finished(outcome.get(), begun);
  }

  private boolean finished(DumpOutcome outcome, long begun) throws DumpException {
    if (outcome.isDone()) {
      return false;
    }
    throw new DumpException(
        "no image of process "
            + ProcessStat.pid()
            + " after "
            + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun)
            + " ms: "
            + outcome.explain(criu, image));
  }

  /** Returns when the shell that started the worker has gone, so that it is not in the image. */
  private void startWorker(String startTime) throws IOException, InterruptedException {
    Process starter =
        new ProcessBuilder(
                "setsid",
                "sh",
                "-c",
                script(),
                "crac-dump",
                Long.toString(ProcessStat.pid()),
                startTime,
                image.path().toString(),
                image.filesName(),
                criu,
                request.leaveRunning() ? "leave-running" : "end",
                request.progress() == null ? "/dev/null" : request.progress().toString(),
                Integer.toString(
                    Integer.getInteger(EngineProperties.CRIU_STALL_SECONDS, STALL_SECONDS)),
                System.getProperty(EngineProperties.CONTROL_FOLDER, ""))
            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    int status = starter.waitFor();
    if (status != 0) {
      throw new IOException("the shell that is to run CRIU did not start: exit status " + status);
    }
  }

  private static String script() throws IOException {
    try (InputStream script = Dump.class.getResourceAsStream(SCRIPT)) {
      if (script == null) {
        throw new IOException(SCRIPT + " is missing from this jar");
      }
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private final class Surroundings implements DumpWatch.World {
    private final String workerPid;

    Surroundings(String workerPid) {
      this.workerPid = workerPid;
    }

    @Override
    public ProcessIdentity identity() {
      return ProcessIdentity.current();
    }

    @Override
    public boolean hasResult() {
      return Files.exists(result);
    }

    @Override
    public String readResult() throws IOException {
      return Files.readString(result);
    }

    @Override
    public boolean isWorkerAlive() {
      return ProcessStat.startTime(workerPid).isPresent();
    }

    @Override
    public boolean hasFolder() {
      return Files.exists(image.growing());
    }

    @Override
    public void pause() {
      LockSupport.parkNanos(Dump.this, POLL_NANOS);
    }
  }
}
