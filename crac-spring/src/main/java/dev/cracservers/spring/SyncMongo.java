// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import com.mongodb.MongoClientSettings;
import com.mongodb.client.internal.MongoClientImpl;
import com.mongodb.internal.connection.Cluster;
import com.mongodb.internal.session.ServerSessionPool;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.bson.Document;

/** The driver whose operations block. */
final class SyncMongo implements MongoDriver<MongoClientImpl> {
  @Override
  public Class<MongoClientImpl> type() {
    return MongoClientImpl.class;
  }

  @Override
  public MongoClientSettings settings(MongoClientImpl client) {
    return client.getSettings();
  }

  @Override
  public Cluster cluster(MongoClientImpl client) {
    return client.getCluster();
  }

  @Override
  public ServerSessionPool sessions(MongoClientImpl client) {
    return client.getServerSessionPool();
  }

  @Override
  public MongoClientImpl over(Cluster cluster, MongoClientImpl like) {
    return new MongoClientImpl(
        cluster, like.getSettings(), like.getMongoDriverInformation(), () -> {});
  }

  @Override
  public void ping(MongoClientImpl client, Duration limit) {
    Document unused =
        client
            .getDatabase("admin")
            .withTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
            .runCommand(new Document("ping", 1));
  }
}
