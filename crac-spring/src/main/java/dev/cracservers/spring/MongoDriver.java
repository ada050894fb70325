// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import com.mongodb.MongoClientSettings;
import com.mongodb.internal.connection.Cluster;
import com.mongodb.internal.session.ServerSessionPool;
import java.io.Closeable;
import java.time.Duration;

/**
 * What is asked of the clients of one driver of MongoDB.
 *
 * @param <C> the class of its clients
 */
interface MongoDriver<C extends Closeable> {
  Class<C> type();

  MongoClientSettings settings(C client);

  Cluster cluster(C client);

  ServerSessionPool sessions(C client);

  /** Returns a client like the given one, with other servers behind it. */
  C over(Cluster cluster, C like);

  /** Throws if no server answers in time. */
  void ping(C client, Duration limit);
}
