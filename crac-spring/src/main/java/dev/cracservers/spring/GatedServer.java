// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import com.mongodb.internal.async.SingleResultCallback;
import com.mongodb.internal.connection.AsyncConnection;
import com.mongodb.internal.connection.Cluster;
import com.mongodb.internal.connection.Connection;
import com.mongodb.internal.connection.OperationContext;
import com.mongodb.internal.connection.Server;
import com.mongodb.selector.ServerSelector;

/**
 * A server that an operation has chosen, and may ask for a connection when a checkpoint has closed
 * it in between: another one is chosen then.
 *
 * @param gate what the operation has to pass
 * @param cluster which the server belongs to
 * @param selector how it was chosen
 * @param server which was chosen
 */
record GatedServer(MongoGate gate, Cluster cluster, ServerSelector selector, Server server)
    implements Server {
  @Override
  public Connection getConnection(OperationContext context) {
    Cluster now = gate.enter(true);
    try {
      Server found = now == cluster ? server : now.selectServer(selector, context).getServer();
      gate.uses(found);
      return found.getConnection(context);
    } finally {
      gate.leave();
    }
  }

  @Override
  public void getConnectionAsync(
      OperationContext context, SingleResultCallback<AsyncConnection> callback) {
    gate.whenEntered(
        true,
        now -> {
          SingleResultCallback<AsyncConnection> leaving =
              (connection, failure) -> {
                try {
                  callback.onResult(connection, failure);
                } finally {
                  gate.leave();
                }
              };
          if (now == cluster) {
            connect(server, context, leaving);
          } else {
            now.selectServerAsync(
                selector,
                context,
                (found, failure) -> {
                  if (found == null) {
                    leaving.onResult(null, failure);
                  } else {
                    connect(found.getServer(), context, leaving);
                  }
                });
          }
        });
  }

  private void connect(
      Server found, OperationContext context, SingleResultCallback<AsyncConnection> callback) {
    gate.uses(found);
    found.getConnectionAsync(context, callback);
  }

  @Override
  public int operationCount() {
    return server.operationCount();
  }
}
