// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** One cycle over scripted resources, with a clock and an identity in the hands of the test. */
final class Scene implements AutoCloseable {
  static final UUID FIRST_ID = new UUID(1, 2);

  final List<String> trail = new ArrayList<>();
  final FakeClock clock = new FakeClock();
  final RestoreSettings restoreSettings = new RestoreSettings(name -> null);

  private final List<CheckpointResource> resources = new ArrayList<>();
  private final Listeners listeners = new Listeners();
  private final Watchdog watchdog = new Watchdog();
  private final PhaseRunner run;
  private final CheckpointCycle cycle;
  private ProcessIdentity identity = new ProcessIdentity("1", "boot", null);

  /** The resources must be made before the cycle: it takes place over those given then. */
  private Scene(CheckpointSettings settings, String... names) {
    for (String name : names) {
      resources.add(new Scripted(name, trail));
    }
    CycleRecorder recorder = new CycleRecorder(clock, clock, listeners);
    run = new PhaseRunner(settings, clock, recorder, watchdog);
    cycle =
        new CheckpointCycle(resources, settings, restoreSettings, run, () -> identity, FIRST_ID);
  }

  static Scene of(String... names) {
    return new Scene(CheckpointSettings.defaults(), names);
  }

  static Scene with(CheckpointSettings settings, String... names) {
    return new Scene(settings, names);
  }

  Scripted resource(int index) {
    return (Scripted) resources.get(index);
  }

  CheckpointCycle cycle() {
    return cycle;
  }

  PhaseRunner run() {
    return run;
  }

  CheckpointReport report() {
    return run.recorder().report(cycle.outcome());
  }

  /** Returns what listeners hear from here on. */
  List<String> hear() {
    List<String> heard = new ArrayList<>();
    listeners.add(
        new CheckpointListener() {
          @Override
          public void phaseStarted(PhasePass pass) {
            heard.add(pass + " begins");
          }

          @Override
          public void stepFinished(CheckpointReport.Step step) {
            heard.add(step.pass() + " of " + step.resource() + " ends");
          }
        });
    return heard;
  }

  /** From here on this is a process restored from the image. */
  void becomeRestored() {
    identity = new ProcessIdentity("2", "boot", null);
  }

  @Override
  public void close() {
    watchdog.close();
  }
}
