// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.core.RestoreContext;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.BiConsumer;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the connectors know for TLS: private keys, and with them the cache of sessions and the keys
 * of session tickets. A factory that is stopped has none of them, and reads its key store when it
 * is started. A connector stops its factory only if nobody else started that before; so it is done
 * here, for all. Used by one thread.
 */
final class KeyMaterial {
  private static final Logger LOG = LoggerFactory.getLogger(KeyMaterial.class);

  private final @Nullable BiConsumer<SslContextFactory, RestoreContext> supplier;
  private final Set<SslContextFactory> wereStarted =
      Collections.newSetFromMap(new IdentityHashMap<>());

  /**
   * @param supplier hands passwords and keys over again; null if the factories keep theirs
   */
  KeyMaterial(@Nullable BiConsumer<SslContextFactory, RestoreContext> supplier) {
    this.supplier = supplier;
  }

  /** Keeps in mind which factories are started, before a connector stops its own. */
  void remember(Collection<? extends AbstractConnector> connectors) {
    for (AbstractConnector connector : connectors) {
      for (SslContextFactory factory : connector.getContainedBeans(SslContextFactory.class)) {
        if (factory.isStarted()) {
          wereStarted.add(factory);
        }
      }
    }
  }

  /**
   * Lets go of all keys.
   *
   * @throws IllegalStateException if a factory holds a key that nobody would hand over again
   */
  void drop() throws Exception {
    for (SslContextFactory factory : wereStarted) {
      factory.stop();
      if (supplier != null) {
        factory.setKeyStorePassword(null);
        factory.setKeyManagerPassword(null);
        factory.setKeyStore(null);
        factory.setSslContext(null);
      } else if (factory.getKeyStore() != null || factory.getSslContext() != null) {
        throw new IllegalStateException(
            factory
                + " was given its key as an object, which would be in the image; set keyMaterial()"
                + " of the resource, so that the key can be dropped and handed over again");
      } else if (factory.getKeyStorePassword() != null) {
        LOG.warn(
            "The password of {} will be in the image: set keyStorePassword() of the resource to"
                + " have it dropped",
            factory);
      }
    }
  }

  /**
   * Reads all keys again.
   *
   * @throws Exception if a key store cannot be read
   */
  void load(RestoreContext context) throws Exception {
    for (SslContextFactory factory : wereStarted) {
      if (factory.isStarted()) {
        continue;
      }
      if (supplier != null) {
        supplier.accept(factory, context);
      }
      try {
        factory.start();
      } catch (Exception e) {
        throw new IllegalStateException(
            "the keys for TLS cannot be read from "
                + factory.getKeyStoreResource()
                + ": "
                + e.getMessage()
                + "; look whether the file is there and its password is the one given",
            e);
      }
    }
    wereStarted.clear();
  }
}
