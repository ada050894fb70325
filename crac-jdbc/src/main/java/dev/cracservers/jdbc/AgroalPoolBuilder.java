// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import io.agroal.api.AgroalDataSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Builds an {@link AgroalPoolResource}. All suppliers are asked at each physical connection, on the
 * thread that makes it, and what they return is not kept; so a password that was rotated or a
 * database that moved while the image lay is found after the restore. Not thread-safe.
 */
public final class AgroalPoolBuilder {
  private final String name;
  private final AgroalDataSource pool;
  private final Map<String, Supplier<String>> properties = new HashMap<>();
  private @Nullable Supplier<String> url;
  private OnDrainTimeout onBorrowedTimeout = OnDrainTimeout.ABORT;

  AgroalPoolBuilder(String name, AgroalDataSource pool) {
    this.name = name;
    this.pool = pool;
  }

  /** Gives the JDBC URL; by default that of the pool. */
  public AgroalPoolBuilder url(Supplier<String> supplier) {
    url = supplier;
    return this;
  }

  /** Gives the user; by default the principal of the pool. */
  public AgroalPoolBuilder user(Supplier<String> supplier) {
    return property(DriverConnector.USER, supplier);
  }

  /** Gives the password; needed beside other suppliers if the pool has credentials. */
  public AgroalPoolBuilder password(Supplier<String> supplier) {
    return property(DriverConnector.PASSWORD, supplier);
  }

  /** Gives a property of the driver; by default the JDBC property of the pool. */
  public AgroalPoolBuilder property(String property, Supplier<String> supplier) {
    properties.put(property, supplier);
    return this;
  }

  /**
   * Says what happens with connections that are still borrowed when the deadline of CLOSE ends: by
   * default the checkpoint is given up. Cut connections fail their owners; cutting begins when a
   * quarter of the deadline is left, of a short one half or a second.
   */
  public AgroalPoolBuilder onBorrowedTimeout(OnDrainTimeout answer) {
    onBorrowedTimeout = answer;
    return this;
  }

  /**
   * Takes the pool over, and waits for connections that are being made.
   *
   * @throws IllegalArgumentException if the pool is of a version that cannot be taken over or has
   *     been already, makes its connections without a driver, or names an in-memory database; or,
   *     with suppliers, if its URL or its properties carry a password
   * @throws IllegalStateException if a connection goes on being made
   */
  public AgroalPoolResource build() {
    return new AgroalTakeover(name, pool, url, properties).resource(onBorrowedTimeout);
  }
}
