// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All listeners of a coordinator as one, none of which can disturb the cycle. Thread-safe. */
final class Listeners implements CheckpointListener {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointCoordinator.class);

  private final List<CheckpointListener> listeners = new CopyOnWriteArrayList<>();

  Registration add(CheckpointListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public void phaseStarted(PhasePass pass) {
    each(listener -> listener.phaseStarted(pass));
  }

  @Override
  public void stepFinished(CheckpointReport.Step step) {
    each(listener -> listener.stepFinished(step));
  }

  @Override
  public void finished(CheckpointReport report) {
    each(listener -> listener.finished(report));
  }

  private void each(Consumer<CheckpointListener> event) {
    for (CheckpointListener listener : listeners) {
      try {
        event.accept(listener);
      } catch (RuntimeException e) {
        LOG.warn("checkpoint listener {} failed", listener, e);
      }
    }
  }
}
