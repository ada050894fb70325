// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import com.mongodb.MongoClientSettings;
import com.mongodb.internal.connection.Cluster;
import com.mongodb.internal.session.ServerSessionPool;
import com.mongodb.reactivestreams.client.internal.MongoClientImpl;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.springframework.util.ReflectionUtils;
import reactor.core.publisher.Mono;

/** The driver of reactive streams. */
final class ReactiveMongo implements MongoDriver<MongoClientImpl> {
  @Override
  public Class<MongoClientImpl> type() {
    return MongoClientImpl.class;
  }

  @Override
  public MongoClientSettings settings(MongoClientImpl client) {
    return client.getSettings();
  }

  /** Public in the other driver only. */
  @Override
  public Cluster cluster(MongoClientImpl client) {
    Method getter =
        Objects.requireNonNull(
            ReflectionUtils.findMethod(MongoClientImpl.class, "getCluster"),
            "this version of the reactive driver of MongoDB is not supported");
    ReflectionUtils.makeAccessible(getter);
    return Objects.requireNonNull((Cluster) ReflectionUtils.invokeMethod(getter, client));
  }

  @Override
  public ServerSessionPool sessions(MongoClientImpl client) {
    return client.getServerSessionPool();
  }

  @Override
  public MongoClientImpl over(Cluster cluster, MongoClientImpl like) {
    return new MongoClientImpl(like.getSettings(), null, cluster, () -> {});
  }

  @Override
  public void ping(MongoClientImpl client, Duration limit) {
    Document unused =
        Mono.from(
                client
                    .getDatabase("admin")
                    .withTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                    .runCommand(new Document("ping", 1)))
            .block();
  }
}
