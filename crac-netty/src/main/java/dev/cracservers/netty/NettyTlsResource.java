// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.RestoreContext;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCounted;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.util.Collections;
import java.util.Objects;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import org.jspecify.annotations.Nullable;

/**
 * The TLS context of servers or clients, without its key in the image. Register it before the
 * servers that use it: they close first then, and use it again last.
 *
 * <ul>
 *   <li>CLOSE invalidates the sessions and lets go of the context. One of OpenSSL is freed, with
 *       its key and its ticket keys. Returns when the garbage collector has found the context, with
 *       its key, unreachable.
 *   <li>REOPEN makes the context anew, from the keys as they are then: with other ticket keys and
 *       no session.
 * </ul>
 *
 * <p>A {@link SslContext} that the application keeps in a field fails the checkpoint: call {@link
 * #context()} for each connection. A key that it has read and keeps goes into the image.
 * Thread-safe.
 */
public final class NettyTlsResource implements CheckpointResource {
  private static final int COLLECTIONS = 5;
  private static final Duration FINALIZED = Duration.ofMillis(200);

  private final String name;
  private final ContextSource source;
  private volatile @Nullable SslContext current;

  /** Makes a context. */
  @FunctionalInterface
  public interface ContextSource {
    /**
     * Reads the key and certificates, and makes a context of them; called at once and in each
     * REOPEN.
     */
    SslContext create() throws Exception;
  }

  private NettyTlsResource(String name, ContextSource source) throws Exception {
    this.name = name;
    this.source = source;
    this.current = source.create();
  }

  /**
   * Makes the first context.
   *
   * @param name its name in reports and errors
   * @throws Exception what the source throws
   */
  public static NettyTlsResource of(String name, ContextSource source) throws Exception {
    return new NettyTlsResource(name, source);
  }

  /**
   * Returns the context as it is now; ask again for each connection.
   *
   * @throws IllegalStateException between CLOSE and REOPEN
   */
  public SslContext context() {
    SslContext open = current;
    if (open == null) {
      throw new IllegalStateException(
          name + " is closed for a checkpoint; register it before what uses it");
    }
    return open;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void close(Deadline deadline) throws Exception {
    PhantomReference<SslContext> released = release(deadline);
    if (released == null) {
      return;
    }
    // One of OpenSSL has a finalizer: it and its key are gone only with the collection after that.
    for (int collected = 0; !released.refersTo(null); collected++) {
      if (collected == COLLECTIONS || deadline.isExpired()) {
        throw new IllegalStateException(
            ("%s was closed, but after %d ms and %d collections something still refers to the context,"
                    + " so that its key would be in the image; ask for context() for each connection"
                    + " and keep it nowhere")
                .formatted(name, deadline.elapsed().toMillis(), collected));
      }
      System.gc();
      Deadline.after(FINALIZED).await(() -> released.refersTo(null));
    }
    RsaCache.dropUnreachable();
  }

  private @Nullable PhantomReference<SslContext> release(Deadline deadline) throws Exception {
    SslContext open = current;
    if (open == null) {
      return null;
    }
    current = null;
    invalidateSessions(open.sessionContext());
    if (open instanceof ReferenceCounted counted) {
      counted.release();
      if (!deadline.await(() -> counted.refCnt() == 0)) {
        throw new IllegalStateException(
            ("%s cannot be freed: after %d ms %d connections use it;"
                    + " register it before the servers and clients that do")
                .formatted(name, deadline.elapsed().toMillis(), counted.refCnt()));
      }
    }
    return new PhantomReference<>(open, new ReferenceQueue<>());
  }

  @Override
  public void reopen(RestoreContext context) throws Exception {
    if (current == null) {
      current = Objects.requireNonNull(source.create(), "TLS context");
    }
  }

  private static void invalidateSessions(@Nullable SSLSessionContext sessions) {
    if (sessions == null) {
      return;
    }
    for (byte[] id : Collections.list(sessions.getIds())) {
      SSLSession session = sessions.getSession(id);
      if (session != null) {
        session.invalidate();
      }
    }
  }
}
