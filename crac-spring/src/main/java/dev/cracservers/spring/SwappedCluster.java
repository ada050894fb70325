// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import com.mongodb.ServerAddress;
import com.mongodb.connection.ClusterDescription;
import com.mongodb.connection.ClusterId;
import com.mongodb.connection.ClusterSettings;
import com.mongodb.connection.ServerConnectionState;
import com.mongodb.connection.ServerDescription;
import com.mongodb.connection.ServerType;
import com.mongodb.event.ServerDescriptionChangedEvent;
import com.mongodb.internal.TimeoutContext;
import com.mongodb.internal.async.SingleResultCallback;
import com.mongodb.internal.connection.ClientMetadata;
import com.mongodb.internal.connection.Cluster;
import com.mongodb.internal.connection.ClusterClock;
import com.mongodb.internal.connection.OperationContext;
import com.mongodb.internal.connection.ServerTuple;
import com.mongodb.internal.session.ServerSessionPool;
import com.mongodb.internal.session.SessionContext;
import com.mongodb.internal.time.Timeout;
import com.mongodb.selector.ServerSelector;
import com.mongodb.session.ServerSession;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The servers behind a MongoDB client, whichever they are: every operation asks for one here, also
 * of a database or a collection that was got from the client before a checkpoint. Thread-safe.
 */
final class SwappedCluster implements Cluster {
  private final MongoGate gate;
  private final Runnable end;
  private volatile @Nullable ClusterDescription instead;
  private volatile boolean ended;

  /**
   * @param end closes the servers of now for good
   */
  SwappedCluster(MongoGate gate, Runnable end) {
    this.gate = gate;
    this.end = end;
  }

  @Override
  public ServerTuple selectServer(ServerSelector selector, OperationContext context) {
    Cluster now = gate.enter(isUnderWay(context));
    try {
      return gated(now, selector, now.selectServer(selector, context));
    } finally {
      gate.leave();
    }
  }

  @Override
  public void selectServerAsync(
      ServerSelector selector,
      OperationContext context,
      SingleResultCallback<ServerTuple> callback) {
    gate.whenEntered(
        isUnderWay(context),
        now ->
            now.selectServerAsync(
                selector,
                context,
                (found, failure) -> {
                  try {
                    callback.onResult(found == null ? null : gated(now, selector, found), failure);
                  } finally {
                    gate.leave();
                  }
                }));
  }

  /** Of a session that was begun by hand more may come before it ends. */
  private static boolean isUnderWay(OperationContext context) {
    SessionContext session = context.getSessionContext();
    return session.hasSession() && !session.isImplicitSession();
  }

  private ServerTuple gated(Cluster now, ServerSelector selector, ServerTuple found) {
    return new ServerTuple(
        new GatedServer(gate, now, selector, found.getServer()), found.getServerDescription());
  }

  /**
   * Forgets the sessions that are kept for later: two processes restored from one image must not
   * share one. Nobody may use the pool meanwhile.
   */
  void forgetSessions(ServerSessionPool pool) {
    // The pool leaves out sessions that the servers, as they are described, have given up.
    instead =
        new ClusterDescription(
            getSettings().getMode(),
            getCurrentDescription().getType(),
            List.of(
                ServerDescription.builder()
                    .address(new ServerAddress())
                    .type(ServerType.STANDALONE)
                    .state(ServerConnectionState.CONNECTED)
                    .ok(true)
                    .logicalSessionTimeoutMinutes(0)
                    .build()));
    try {
      ServerSession fresh = pool.get();
      fresh.markDirty();
      pool.release(fresh);
    } finally {
      instead = null;
    }
  }

  @Override
  public ClusterDescription getCurrentDescription() {
    ClusterDescription known = instead;
    return known != null ? known : gate.cluster().getCurrentDescription();
  }

  @Override
  public ClusterSettings getSettings() {
    return gate.cluster().getSettings();
  }

  @Override
  public ClusterId getClusterId() {
    return gate.cluster().getClusterId();
  }

  @Override
  public ServersSnapshot getServersSnapshot(Timeout timeout, TimeoutContext context) {
    return gate.cluster().getServersSnapshot(timeout, context);
  }

  @Override
  public ClusterClock getClock() {
    return gate.cluster().getClock();
  }

  @Override
  public ClientMetadata getClientMetadata() {
    return gate.cluster().getClientMetadata();
  }

  @Override
  public void close() {
    ended = true;
    end.run();
  }

  /** Not during a checkpoint: who asks would give up. */
  @Override
  public boolean isClosed() {
    return ended;
  }

  @Override
  public void withLock(Runnable action) {
    gate.cluster().withLock(action);
  }

  @Override
  public void onChange(ServerDescriptionChangedEvent event) {
    gate.cluster().onChange(event);
  }
}
