// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.core.CheckpointCoordinator;
import java.io.File;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.component.Container;

/**
 * Prepares each context of a server before it is started, also those deployed later: gives it the
 * coordinator, and a temporary folder that stays when the context stops.
 *
 * <p>Jars of an application that was extracted there are open in the image, so every restore needs
 * them, after the server was stopped too. Jetty 12.1.12 deletes each folder that it has named
 * itself, persistent or not ({@code ContextHandler.cleanupAfterStop}).
 */
record ContextsOfServer(Server server, CheckpointCoordinator coordinator)
    implements Container.InheritedListener {
  private static final String ATTRIBUTE = CheckpointCoordinator.class.getName();

  @Override
  public void beanAdded(Container parent, Object child) {
    if (child instanceof ContextHandler context) {
      context.setAttribute(ATTRIBUTE, coordinator);
      keepFolder(context);
    }
  }

  @Override
  public void beanRemoved(Container parent, Object child) {
    if (child instanceof ContextHandler context) {
      context.removeAttribute(ATTRIBUTE);
    }
  }

  private void keepFolder(ContextHandler context) {
    File temporary = server.getContext().getTempDirectory();
    // Where everybody may write, nobody should be able to guess the name of a folder.
    boolean shared = temporary.equals(new File(System.getProperty("java.io.tmpdir")));
    if (!shared && !context.isStarted() && context.getTempDirectory() == null) {
      context.setTempDirectory(new File(temporary, folderName(context)));
      context.setTempDirectoryPersistent(true);
    }
  }

  private static String folderName(ContextHandler context) {
    String place = context.getVirtualHosts() + context.getContextPath();
    return "context%s-%08x"
        .formatted(context.getContextPath().replaceAll("[^A-Za-z0-9]", "_"), place.hashCode());
  }
}
