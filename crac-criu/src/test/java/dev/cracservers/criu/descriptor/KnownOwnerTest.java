// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.descriptor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.criu.descriptor.KnownOwner.Holding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Shapes of recorded stacks, the topmost frame first, without those of the JDK. */
final class KnownOwnerTest {
  private static final String NETTY =
      "io.netty.channel.socket.nio.NioSocketChannel.newChannel"
          + " io.netty.channel.ReflectiveChannelFactory.newChannel"
          + " io.netty.bootstrap.AbstractBootstrap.initAndRegister ";
  private static final String REQUEST =
      " com.acme.Controller.get org.springframework.web.servlet.DispatcherServlet.doGet"
          + " org.apache.catalina.core.StandardWrapperValve.invoke"
          + " org.apache.tomcat.util.net.NioEndpoint$SocketProcessor.doRun";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Redisson|N org.redisson.client.RedisClient.connectAsync com.acme.Cache.get",
        "Lettuce|N io.lettuce.core.AbstractRedisClient.initializeChannelAsync0 com.acme.Cache.get",
        "Vert.x's client|N io.vertx.core.net.impl.ChannelProvider.connect com.acme.Proxy.get",
        "Reactor Netty's client|N reactor.netty.transport.TransportConnector.connect"
            + " reactor.netty.resources.PooledConnectionProvider.acquire com.acme.Web.get",
        "Netty's client|N com.acme.Pusher.connect",
        "gRPC's channel|io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel.newSocket"
            + " io.grpc.netty.shaded.io.grpc.netty.NettyClientTransport.start"
            + " io.grpc.internal.InternalSubchannel.startNewTransport",
        "the AWS SDK|org.apache.http.impl.conn.DefaultHttpClientConnectionOperator.connect"
            + " org.apache.http.impl.execchain.MainClientExec.execute"
            + " software.amazon.awssdk.http.apache.ApacheHttpClient.execute"
            + " software.amazon.awssdk.services.s3.DefaultS3Client.getObject com.acme.Store.read R",
        "the AWS SDK|software.amazon.awssdk.thirdparty.org.apache.http.conn.Operator.connect"
            + " software.amazon.awssdk.services.s3.DefaultS3Client.getObject com.acme.Store.read R",
        "the AWS SDK|org.apache.http.impl.conn.DefaultHttpClientConnectionOperator.connect"
            + " com.amazonaws.http.AmazonHttpClient.execute com.acme.Store.read R",
        "Elasticsearch's client|org.apache.http.impl.nio.client.CloseableHttpAsyncClientBase.start"
            + " org.elasticsearch.client.RestClient.performRequest com.acme.Search.find R",
        "Logstash's appender|net.logstash.logback.appender.AbstractLogstashTcpSocketAppender"
            + "$TcpSendingEventHandler.openSocket com.lmax.disruptor.BatchEventProcessor.run",
        "MongoDB's driver|com.mongodb.internal.connection.SocketStream.open"
            + " com.mongodb.internal.connection.DefaultServerMonitor$ServerMonitor.run",
        "MongoDB's driver|N com.mongodb.internal.connection.netty.NettyStream.openAsync",
        "HikariCP|org.postgresql.core.PGStream.createSocket org.postgresql.Driver.connect"
            + " com.zaxxer.hikari.pool.PoolBase.newConnection com.zaxxer.hikari.pool.HikariPool.get"
            + " org.springframework.jdbc.core.JdbcTemplate.query R",
        "UCP|oracle.net.nt.TcpNTAdapter.connect oracle.jdbc.driver.T4CConnection.logon"
            + " oracle.ucp.jdbc.DriverConnectionFactoryAdapter.createConnection com.acme.Dao.find R",
        "DBCP 2|com.mysql.cj.protocol.StandardSocketFactory.connect"
            + " org.apache.commons.dbcp2.DriverConnectionFactory.createConnection"
            + " org.apache.commons.pool2.impl.GenericObjectPool.create com.acme.Dao.find R",
        "Jedis|redis.clients.jedis.Connection.connect"
            + " org.apache.commons.pool2.impl.GenericObjectPool.create"
            + " redis.clients.jedis.JedisPool.getResource com.acme.Cache.get R",
        "H2's client|org.h2.util.NetUtils.createSocket org.h2.engine.SessionRemote.initTransfer"
            + " org.h2.engine.SessionRemote.connectServer org.h2.jdbc.JdbcConnection.<init>"
            + " org.h2.Driver.connect com.acme.Dao.find R",
        "R2DBC's pool|N reactor.netty.transport.TransportConnector.connect"
            + " io.r2dbc.postgresql.client.ReactorNettyClient.connect"
            + " io.r2dbc.pool.ConnectionPool.lambda$create com.acme.Dao.find",
        "Jetty's HTTP client|org.eclipse.jetty.io.ClientConnector.connect"
            + " org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP.connect"
            + " org.eclipse.jetty.client.HttpClient.send com.acme.Web.get",
        "Netty's client (in com.acme.shaded)|com.acme.shaded.io.netty.channel.nio.NioSocketChannel.connect",
        "HttpURLConnection|sun.net.www.http.HttpClient.openServer com.acme.Token.fetch R",
        "unknown|com.acme.Probe.connect R",
      })
  void aConnection(String owner, String stack) {
    assertThat(of(stack, false)).isEqualTo(owner);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "WireMock|org.eclipse.jetty.server.ServerConnector.openAcceptChannel"
            + " org.eclipse.jetty.server.Server.doStart"
            + " com.github.tomakehurst.wiremock.jetty11.Jetty11HttpServer.start"
            + " com.github.tomakehurst.wiremock.WireMockServer.start com.acme.Fakes.start",
        "WireMock|wiremock.org.eclipse.jetty.server.ServerConnector.openAcceptChannel"
            + " com.github.tomakehurst.wiremock.WireMockServer.start com.acme.Fakes.start",
        "Undertow|org.xnio.nio.NioXnioWorker.createTcpConnectionServer"
            + " io.undertow.Undertow.start com.acme.Main.main",
        "Vert.x's server|N io.vertx.core.net.impl.TCPServerBase.listen com.acme.Main.start",
        "H2's server|org.h2.util.NetUtils.createServerSocket org.h2.server.TcpServer.start"
            + " org.h2.tools.Server.start com.acme.Main.main",
        "Reactor Netty's server|N reactor.netty.transport.ServerTransport.bind com.acme.Main.main",
        "gRPC's server|N io.grpc.netty.NettyServer.start io.grpc.internal.ServerImpl.start",
        "Netty's server|N com.acme.Main.main",
        "Jetty|org.eclipse.jetty.server.ServerConnector.open com.acme.Main.main",
        "Tomcat|org.apache.tomcat.util.net.NioEndpoint.initServerSocket"
            + " org.apache.catalina.connector.Connector.initInternal com.acme.Main.main",
      })
  void aSocketThatListens(String owner, String stack) {
    assertThat(of(stack, true)).isEqualTo(owner);
  }

  @Test
  void aFileIsOfTheDatabaseThatWritesItAndNotOfItsPool() {
    String stack =
        "org.h2.mvstore.FileStore.open org.h2.engine.SessionRemote.connectEmbeddedOrServer"
            + " org.h2.Driver.connect com.zaxxer.hikari.pool.PoolBase.newConnection";
    assertThat(of(stack, Holding.FILE)).isEqualTo("H2");
  }

  @Test
  void aThreadThatSelectsMayServeBothSides() {
    String stack = "io.netty.channel.nio.NioEventLoop.select io.netty.util.concurrent.Thread.run";
    assertThat(of(stack, Holding.ANY_SOCKET)).startsWith("Netty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"descriptor/owners.txt", "command/troublemakers.txt"})
  void remediesNameWhatCanBeTyped(String table) throws IOException {
    try (InputStream rows =
        KnownOwner.class.getResourceAsStream("/dev/cracservers/criu/" + table)) {
      assertThat(new String(rows.readAllBytes(), StandardCharsets.UTF_8).lines())
          .filteredOn(row -> !row.startsWith("#") && !row.startsWith("glue "))
          .allMatch(
              row ->
                  row.substring(Math.max(row.lastIndexOf('|'), row.lastIndexOf('\t')))
                      .matches(".*(\\(|-D|jcmd|crac-|epoll|JDK's TLS|close|stop|append).*"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mongodb-driver-sync-5.8.1.jar, crac-spring",
    "r2dbc-pool-1.0.2.RELEASE.jar, crac-spring",
    "grpc-netty-shaded-1.85.1.jar, crac-grpc",
    "ucp17-23.26.1.0.0.jar, crac-jdbc",
    "httpclient5-5.5.jar, crac-spring"
  })
  void aLibraryThatAnAdapterCloses(String jar, String adapter) throws IOException {
    try (InputStream rows =
        KnownOwner.class.getResourceAsStream("/dev/cracservers/criu/command/troublemakers.txt")) {
      assertThat(new String(rows.readAllBytes(), StandardCharsets.UTF_8).lines())
          .filteredOn(row -> !row.startsWith("#") && jar.matches(row.split("\t", 2)[0]))
          .singleElement()
          .asString()
          .contains(adapter)
          .doesNotContain("nothing closes");
    }
  }

  private static String of(String stack, boolean server) {
    return of(stack, server ? Holding.LISTENER : Holding.CONNECTION);
  }

  private static String of(String stack, Holding holding) {
    List<StackTraceElement> frames =
        Stream.of(
                stack
                    .replace("N ", NETTY)
                    .replaceFirst(" R$", Matcher.quoteReplacement(REQUEST))
                    .split(" "))
            .map(KnownOwnerTest::frame)
            .toList();
    return KnownOwner.of(frames, holding).map(KnownOwner::name).orElse("unknown");
  }

  private static StackTraceElement frame(String method) {
    int dot = method.lastIndexOf('.');
    return new StackTraceElement(method.substring(0, dot), method.substring(dot + 1), null, -1);
  }
}
