// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import com.mongodb.MongoClientSettings;
import com.mongodb.connection.NettyTransportSettings;
import dev.cracservers.core.Deadline;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;

/**
 * Ends the event loops of a closed client of MongoDB. Spring Boot makes a group for each client,
 * and ends the last one only.
 *
 * @param context of the beans, whose groups stay
 */
record MongoLoops(ApplicationContext context) {

  /**
   * Ends those that were made for a client.
   *
   * @throws IllegalStateException if they have not ended at the deadline
   */
  void end(MongoClientSettings settings, String name, Deadline deadline)
      throws InterruptedException {
    // Netty is no dependency of the driver, and not there without such settings.
    if (settings.getTransportSettings() instanceof NettyTransportSettings netty) {
      OfNetty.end(netty.getEventLoopGroup(), this, name, deadline);
    }
  }

  private Stream<MongoClientSettings> beans() {
    return context.getBeanProvider(MongoClientSettings.class).stream();
  }

  private static final class OfNetty {
    static void end(
        @Nullable EventLoopGroup group, MongoLoops loops, String name, Deadline deadline)
        throws InterruptedException {
      if (group == null || isOfTheApplication(group, loops)) {
        return;
      }
      Future<?> unused =
          group.shutdownGracefully(0, deadline.remaining().toMillis(), TimeUnit.MILLISECONDS);
      if (!deadline.await(group::isTerminated)) {
        throw new IllegalStateException(
            "MongoDB client %s: its event loops have not ended within %d ms; give CLOSE more time"
                .formatted(name, deadline.elapsed().toMillis()));
      }
    }

    private static boolean isOfTheApplication(EventLoopGroup group, MongoLoops loops) {
      return loops.context().getBeanProvider(EventLoopGroup.class).stream().anyMatch(group::equals)
          || loops
              .beans()
              .map(MongoClientSettings::getTransportSettings)
              .anyMatch(
                  each ->
                      each instanceof NettyTransportSettings netty
                          && group.equals(netty.getEventLoopGroup()));
    }
  }
}
