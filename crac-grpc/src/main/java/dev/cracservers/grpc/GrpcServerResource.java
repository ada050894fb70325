// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.grpc;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Phase;
import dev.cracservers.core.RestoreContext;
import dev.cracservers.core.sockets.ListenSettings;
import dev.cracservers.core.sockets.OwnSockets;
import io.grpc.ServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * A gRPC server that goes through checkpoints. A server of gRPC cannot be started again, so each
 * cycle has one of its own, from a function that makes a builder. Called in this order:
 *
 * <ol>
 *   <li>{@link #of};
 *   <li>{@link #start}, before or after it is registered with a coordinator;
 *   <li>cycles, as often as wanted, by the coordinator;
 *   <li>{@link #stop}.
 * </ol>
 *
 * <ul>
 *   <li>DRAIN stops listening and tells clients by GOAWAY, in two steps, to go elsewhere; calls
 *       that they have sent before they knew are answered. Counts calls {@code finished} and {@code
 *       left}.
 *   <li>CLOSE cuts what is left, which is nothing unless the checkpoint is forced. None of the
 *       sockets is open then. Counts the calls it {@code cut}.
 *   <li>REBIND listens again: at the same port, also where it was made with port 0, or after a
 *       restore at what {@code <name>.port} and {@code <name>.host} say. A port that is taken is
 *       tried again until the deadline.
 * </ul>
 *
 * <p>When a drain is undone, calls in flight go on and new connections are accepted at once. gRPC's
 * own event loops are left to gRPC, which ends them a second after their last use. Thread-safe.
 */
public final class GrpcServerResource implements CheckpointResource {
  /** What to do about a socket that stays open. */
  static final String HOLDERS = "see what blocks the event loops of gRPC";

  private static final Duration START_OR_STOP = Duration.ofSeconds(10);

  private final String name;
  private final ListenSettings settings;
  private final Function<InetSocketAddress, ? extends ServerBuilder<?>> builders;

  /** The last one is the present one; those before still have calls. */
  private final List<RunningServer> servers = new CopyOnWriteArrayList<>();

  private volatile InetSocketAddress address;
  private boolean started;
  private volatile long endedBefore;
  private volatile long cut;

  private GrpcServerResource(
      String name,
      InetSocketAddress address,
      Function<InetSocketAddress, ? extends ServerBuilder<?>> builders) {
    this.name = name;
    this.address = address;
    this.builders = builders;
    this.settings = new ListenSettings(name);
  }

  /**
   * Describes a server.
   *
   * @param name its name in reports and errors, and the prefix of its settings
   * @param address where it listens at first; port 0 is any free one, which is then kept
   * @param builders makes a builder of a server that listens at the address it is given, with its
   *     services; called each time the server is to listen
   */
  public static GrpcServerResource of(
      String name,
      InetSocketAddress address,
      Function<InetSocketAddress, ? extends ServerBuilder<?>> builders) {
    return new GrpcServerResource(name, address, builders);
  }

  /**
   * Listens, if it does not yet.
   *
   * @throws IOException if the address could not be bound within 10 s
   */
  public synchronized void start() throws IOException, InterruptedException {
    if (!started) {
      listen(address, Deadline.after(START_OR_STOP));
      started = true;
    }
  }

  /** Stops listening and cuts all calls, within 10 s. */
  public synchronized void stop() throws IOException, InterruptedException {
    started = false;
    close(Deadline.after(START_OR_STOP));
  }

  /** Returns where it listens, or did when it last listened. */
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized CompletionStage<?> drain(Deadline deadline)
      throws IOException, InterruptedException {
    cut = 0;
    forgetEnded();
    endedBefore = ended();
    servers.forEach(server -> server.endGently(name));
    OwnSockets.awaitGone(
        name, socket -> socket.isListening() && socket.isAt(address), HOLDERS, deadline);
    return CompletableFuture.allOf(
        servers.stream().map(RunningServer::ended).toArray(CompletableFuture[]::new));
  }

  @Override
  public synchronized void close(Deadline deadline) throws IOException, InterruptedException {
    cut = underWay();
    for (RunningServer server : servers) {
      if (!server.endNow(deadline)) {
        throw new IllegalStateException(
            "%s could not end its server within %d ms, with %d calls; handlers must not block the event loops"
                .formatted(name, deadline.elapsed().toMillis(), server.calls().underWay()));
      }
    }
    OwnSockets.awaitGone(name, socket -> socket.isAt(address), HOLDERS, deadline);
    servers.clear();
  }

  @Override
  public synchronized void rebind(RestoreContext context) throws IOException, InterruptedException {
    if (started && servers.stream().noneMatch(RunningServer::isListening)) {
      listen(settings.after(address, context), context.deadline());
    }
  }

  @Override
  public Map<String, Long> counts(Phase phase) {
    return switch (phase) {
      case DRAIN -> Map.of("finished", ended() - endedBefore, "left", underWay());
      case CLOSE -> Map.of("cut", cut);
      default -> Map.of();
    };
  }

  private void listen(InetSocketAddress wanted, Deadline deadline)
      throws IOException, InterruptedException {
    new FreePort(name, settings).await(wanted, deadline);
    RunningServer server = RunningServer.start(builders.apply(wanted));
    servers.add(server);
    address = server.address();
    if (wanted.getPort() != 0 && address.getPort() != wanted.getPort()) {
      throw new IllegalStateException(
          "%s was to listen on port %d, but its builder says %d; give it the address it is called with"
              .formatted(name, wanted.getPort(), address.getPort()));
    }
  }

  private void forgetEnded() {
    servers.removeIf(server -> server.ended().isDone());
  }

  private long ended() {
    return servers.stream().mapToLong(server -> server.calls().ended()).sum();
  }

  private long underWay() {
    return servers.stream().mapToLong(server -> server.calls().underWay()).sum();
  }
}
