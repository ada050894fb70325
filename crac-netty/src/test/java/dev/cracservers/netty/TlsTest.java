// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.core.CheckpointException;
import dev.cracservers.core.CheckpointReport;
import dev.cracservers.core.CheckpointResource;
import dev.cracservers.core.CheckpointSettings;
import dev.cracservers.core.Deadline;
import dev.cracservers.core.Phase;
import dev.cracservers.testkit.Gate;
import dev.cracservers.testkit.Rehearsal;
import dev.cracservers.testkit.SimulatedCheckpoint;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class TlsTest {
  @TempDir static Path folder;
  private static TestKeys keys;

  @BeforeAll
  static void makeKeys() throws Exception {
    keys = TestKeys.create(folder);
  }

  @ParameterizedTest
  @EnumSource(
      value = SslProvider.class,
      names = {"JDK", "OPENSSL"})
  void requestsUnderWayAreAnsweredAndEachRestoreHasAContextOfItsOwn(SslProvider provider)
      throws Exception {
    Gate gate = new Gate();
    NettyTlsResource tls = NettyTlsResource.of("tls", () -> keys.serverContext(provider));
    NettyFixture server = NettyFixture.speaking(Pipelines.tls(gate, tls));
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        CheckpointCoordinator coordinator = CheckpointCoordinator.create()) {
      coordinator.register(tls);
      coordinator.register(server.resource());
      coordinator.register(new OpensInDrain(gate));
      coordinator.applicationStarted();
      for (int cycle = 0; cycle < 3; cycle++) {
        gate.shut();
        WeakReference<SslContext> before = new WeakReference<>(tls.context());
        Http2Client two = new Http2Client(server.port(), keys.http2Client());
        CompletableFuture<HttpResponse<String>> first = get(server.port(), "/gated");
        two.send("/gated");
        gate.awaitArrivals(2);
        image.whileFrozen(
            () -> {
              assertThatIllegalStateException()
                  .isThrownBy(tls::context)
                  .withMessageContaining("tls is closed for a checkpoint");
              assertThat(before.refersTo(null)).isTrue();
            });

        CheckpointReport report = coordinator.checkpoint();

        assertThat(first.join().body()).isEqualTo("gated");
        assertThat(first.join().version()).isEqualTo(Version.HTTP_1_1);
        assertThat(two.receive()).isEqualTo("gated");
        assertThat(two.isAtEnd()).isTrue();
        two.close();
        assertThat(report.count("finished")).as("%s", report).isEqualTo(2);
        assertThat(report.count("cut")).as("%s", report).isZero();
        assertThat(get(server.port(), "/quick").join().body()).isEqualTo("quick");
      }
    } finally {
      gate.open();
      server.stop();
    }
  }

  @Test
  void aConnectionThatNeverSpeaksDoesNotHoldTheDrain() throws Exception {
    NettyTlsResource tls = NettyTlsResource.of("tls", () -> keys.serverContext(SslProvider.JDK));
    NettyFixture server = NettyFixture.speaking(Pipelines.tls(new Gate(), tls));
    try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), server.port());
        Rehearsal rehearsal = Rehearsal.of(server.resource(), CheckpointSettings.defaults())) {
      assertThat(get(server.port(), "/quick").join().body()).isEqualTo("quick");

      CheckpointReport report = rehearsal.checkpoint();

      assertThat(report.count("cut")).as("%s", report).isZero();
      assertThat(silent.getInputStream().read()).isEqualTo(-1);
    } finally {
      server.stop();
    }
  }

  @Test
  void aContextThatIsStillUsedIsNotCalledFreed() throws Exception {
    NettyTlsResource tls =
        NettyTlsResource.of("tls", () -> keys.serverContext(SslProvider.OPENSSL));
    SslHandler user = tls.context().newHandler(UnpooledByteBufAllocator.DEFAULT);
    try (Rehearsal rehearsal =
        Rehearsal.of(
            tls, CheckpointSettings.defaults().withDeadline(Phase.CLOSE, Duration.ofMillis(200)))) {
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(rehearsal::checkpoint)
          .withMessageContaining("tls cannot be freed")
          .withMessageContaining("1 connections use it");
    } finally {
      ReferenceCountUtil.release(user.engine());
    }
    assertThat(tls.context()).isNotNull();
  }

  @Test
  void aContextThatTheApplicationKeepsFailsTheCheckpoint() throws Exception {
    NettyTlsResource tls = NettyTlsResource.of("tls", () -> keys.serverContext(SslProvider.JDK));
    SslContext kept = tls.context();
    try (Rehearsal rehearsal = Rehearsal.of(tls, CheckpointSettings.defaults())) {
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(rehearsal::checkpoint)
          .withMessageContaining("something still refers to the context");
    }
    assertThat(tls.context()).isNotSameAs(kept);
  }

  private record OpensInDrain(Gate gate) implements CheckpointResource {
    @Override
    public String name() {
      return "gate";
    }

    @Override
    public CompletionStage<?> drain(Deadline deadline) {
      gate.open();
      return CompletableFuture.completedFuture(null);
    }
  }

  private static CompletableFuture<HttpResponse<String>> get(int port, String path)
      throws Exception {
    return client()
        .sendAsync(
            HttpRequest.newBuilder(URI.create("https://localhost:" + port + path)).build(),
            BodyHandlers.ofString());
  }

  private static HttpClient client() throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry("server", keys.key().certificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().version(Version.HTTP_1_1).sslContext(context).build();
  }
}
