// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import dev.cracservers.core.Phase;
import java.time.Duration;
import java.util.Arrays;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a whole server ready for checkpoints, as configured from outside: what the Jetty module
 * {@code crac} consists of. For one thread, in this order:
 *
 * <ol>
 *   <li>the setters, each optional; times are in milliseconds, over all resources;
 *   <li>{@link #install} before the server is started; it creates the coordinator;
 *   <li>whoever configures the server may register more resources with that one;
 *   <li>when the server starts, its connectors and what else it has open are registered, and when
 *       it has started it can be checkpointed.
 * </ol>
 *
 * <p>The resource is {@link JettyServerResource#of(Server)}, which looks after all the server has
 * open.
 *
 * <p>Web applications find the coordinator in the attribute of their context that has the name of
 * its class, {@code dev.cracservers.core.CheckpointCoordinator}. One that registers a resource ends
 * that registration when its context is destroyed.
 */
public final class ServerCheckpoints {
  /** RMI reads it once, and keeps idle connections of JMX clients for two hours without it. */
  private static final String RMI_READ_TIMEOUT = "sun.rmi.transport.tcp.readTimeout";

  private static final Logger LOG = LoggerFactory.getLogger(ServerCheckpoints.class);

  private final Server server;
  private CheckpointSettings settings = CheckpointSettings.defaults();

  /** Begins with {@link CheckpointSettings#defaults()}. */
  public ServerCheckpoints(Server server) {
    this.server = server;
  }

  /** Sets how long load may take to end. */
  public void setDrainTimeout(long millis) {
    setTimeout(Phase.DRAIN, millis);
  }

  /** Sets how long connectors, pools and files may take to close. */
  public void setCloseTimeout(long millis) {
    setTimeout(Phase.CLOSE, millis);
  }

  /** Sets how long reading the settings of a restore may take. */
  public void setRestoreTimeout(long millis) {
    setTimeout(Phase.RESTORE, millis);
  }

  /** Sets how long pools and files may take to be usable again. */
  public void setReopenTimeout(long millis) {
    setTimeout(Phase.REOPEN, millis);
  }

  /** Sets how long connectors may try to listen again. */
  public void setRebindTimeout(long millis) {
    setTimeout(Phase.REBIND, millis);
  }

  /** Sets what happens to load that has not ended in time. */
  public void setOnDrainTimeout(OnDrainTimeout answer) {
    settings = settings.withOnDrainTimeout(answer);
  }

  /**
   * Sets what happens to load that has not ended in time, by name: XML has no other way.
   *
   * @throws IllegalArgumentException if the name is neither {@code ABORT} nor {@code FORCE}
   */
  public void setOnDrainTimeout(String name) {
    for (OnDrainTimeout answer : OnDrainTimeout.values()) {
      if (answer.name().equals(name.strip())) {
        setOnDrainTimeout(answer);
        return;
      }
    }
    throw new IllegalArgumentException(
        "jetty.crac.onDrainTimeout must be one of %s, but is '%s'"
            .formatted(Arrays.toString(OnDrainTimeout.values()), name));
  }

  /**
   * Creates the coordinator and has it follow the server. If RMI is not in use yet, it will end
   * connections that are idle for a second, so that clients of remote JMX do not prevent
   * checkpoints.
   *
   * @throws IllegalStateException if the server is running already
   */
  public CheckpointCoordinator install() {
    if (server.isRunning()) {
      throw new IllegalStateException(
          server + " is running; install its checkpoints before it is started");
    }
    if (System.getProperty(RMI_READ_TIMEOUT) == null) {
      System.setProperty(RMI_READ_TIMEOUT, "1000");
    }
    CheckpointCoordinator coordinator = CheckpointCoordinator.create(settings);
    ForkedJvm.warning().ifPresent(LOG::warn);
    server.addEventListener(new WithServer(server, coordinator));
    server.addEventListener(new ContextsOfServer(server, coordinator));
    return coordinator;
  }

  private void setTimeout(Phase phase, long millis) {
    settings = settings.withDeadline(phase, Duration.ofMillis(millis));
  }

  /** Only now are all connectors known, and only then does the server serve. */
  private static final class WithServer implements LifeCycle.Listener {
    private final Server server;
    private final CheckpointCoordinator coordinator;
    private boolean registered;

    WithServer(Server server, CheckpointCoordinator coordinator) {
      this.server = server;
      this.coordinator = coordinator;
    }

    @Override
    public void lifeCycleStarting(LifeCycle starting) {
      if (!registered) {
        coordinator.register(JettyServerResource.of(server));
        registered = true;
      }
    }

    @Override
    public void lifeCycleStarted(LifeCycle started) {
      coordinator.applicationStarted();
    }
  }
}
