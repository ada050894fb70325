// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Registration;
import dev.cracservers.core.RestoreContext;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Transports;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.ApplicationContext;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Closes what Lettuce's resolvers of names have open. Spring stops the client, whose event loops
 * end with it; but a resolver's UDP socket stays open after the end of its loop. So the loops are
 * kept until the resolvers are closed.
 */
final class LettuceLoops implements BeanPostProcessor {
  private final CheckpointCoordinator coordinator;
  private final BeansMadeAgain beans;

  LettuceLoops(ApplicationContext context) {
    this.coordinator = context.getBean(CheckpointCoordinator.class);
    this.beans = new BeansMadeAgain(context);
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String beanName) {
    if (bean instanceof LettuceConnectionFactory factory
        && !ProxiedBeans.isProxy(bean)
        && beans.isDefined(beanName)) {
      Registration unused = coordinator.register(new Loops(beanName + "-loops", factory));
    }
    return bean;
  }

  /** Loops that are lent to the client of one bean, and to this until they may end. */
  private record Kept(ClientResources resources, EventLoopGroup loops) {}

  private static final class Loops implements CheckpointResource {
    private final String name;
    private final LettuceConnectionFactory factory;
    private @Nullable Kept kept;

    Loops(String name, LettuceConnectionFactory factory) {
      this.name = name;
      this.factory = factory;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public CompletionStage<?> drain(Deadline deadline) {
      AbstractRedisClient client = factory.getNativeClient();
      if (client != null) {
        ClientResources resources = client.getResources();
        kept =
            new Kept(
                resources,
                resources.eventLoopGroupProvider().allocate(Transports.eventLoopGroupClass()));
      }
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close(Deadline deadline) throws InterruptedException {
      if (kept != null) {
        kept.resources().addressResolverGroup().close();
        end(deadline);
      }
    }

    @Override
    public void reopen(RestoreContext context) throws InterruptedException {
      end(context.deadline());
    }

    /** Gives the loops back; they end unless another client has them. */
    private void end(Deadline deadline) throws InterruptedException {
      if (kept == null) {
        return;
      }
      long millis = deadline.remaining().toMillis();
      boolean ended =
          kept.resources()
              .eventLoopGroupProvider()
              .release(kept.loops(), 0, millis, TimeUnit.MILLISECONDS)
              .await(millis);
      kept = null;
      if (!ended) {
        throw new IllegalStateException(
            "%s: event loops of Lettuce have not ended within %d ms; give CLOSE more time"
                .formatted(name, deadline.elapsed().toMillis()));
      }
    }
  }
}
