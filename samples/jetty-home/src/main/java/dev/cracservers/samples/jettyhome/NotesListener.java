// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.jettyhome;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.samples.jettyserver.NotesApplication;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import org.jspecify.annotations.Nullable;

/**
 * Runs the notes with the coordinator of the server, which the module crac gives to each context.
 */
public final class NotesListener implements ServletContextListener {
  private @Nullable NotesApplication notes;

  /** Called by the server, like all of this. */
  public NotesListener() {}

  @Override
  public void contextInitialized(ServletContextEvent event) {
    Object coordinator =
        event.getServletContext().getAttribute(CheckpointCoordinator.class.getName());
    if (coordinator == null) {
      throw new IllegalStateException(
          "the server has no CheckpointCoordinator; add the module crac to its Jetty base");
    }
    NotesApplication started = new NotesApplication((CheckpointCoordinator) coordinator);
    started.addServlets(event.getServletContext());
    notes = started;
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    if (notes != null) {
      notes.close();
    }
  }
}
