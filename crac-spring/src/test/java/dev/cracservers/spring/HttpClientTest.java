// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.testkit.DescriptorLedger;
import dev.cracservers.testkit.SimulatedCheckpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.JettyClientHttpRequestFactory;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.HttpComponentsClientHttpConnector;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.http.client.reactive.JettyClientHttpConnector;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

class HttpClientTest {
  @Test
  void noConnectionIsInTheImageAndEachClientGoesOn() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write(new byte[] {'o', 'k'});
          exchange.close();
        });
    server.start();
    int port = server.getAddress().getPort();
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context =
            new SpringApplicationBuilder(Clients.class).web(WebApplicationType.NONE).run()) {
      Map<String, RestClient> clients = context.getBeansOfType(RestClient.class);
      assertThat(clients).hasSize(7);
      Map<String, WebClient> reactive = context.getBeansOfType(WebClient.class);
      assertThat(reactive).hasSize(4);
      image.whileFrozen(() -> assertThat(open(port)).isEmpty());
      for (int cycle = 1; cycle <= 2; cycle++) {
        for (RestClient client : clients.values()) {
          assertThat(
                  client.get().uri("http://127.0.0.1:" + port + "/").retrieve().body(String.class))
              .isEqualTo("ok");
        }
        for (WebClient client : reactive.values()) {
          assertThat(
                  client
                      .get()
                      .uri("http://127.0.0.1:" + port + "/")
                      .retrieve()
                      .bodyToMono(String.class)
                      .block())
              .isEqualTo("ok");
        }
        assertThat(open(port)).hasSize(clients.size() + reactive.size());
        context.getBean(CheckpointCoordinator.class).checkpoint();
      }
      assertThat(image.images()).isEqualTo(2);
    } finally {
      server.stop(0);
      threads.shutdown();
    }
  }

  private static List<String> open(int port) {
    return DescriptorLedger.now().descriptors().stream()
        .filter(each -> each.remotePort() == port)
        .map(Object::toString)
        .collect(Collectors.toList());
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Clients {
    @Bean
    @Primary
    ClientHttpRequestFactoryBuilder<JdkClientHttpRequestFactory> jdk() {
      return ClientHttpRequestFactoryBuilder.jdk();
    }

    @Bean
    ClientHttpRequestFactoryBuilder<HttpComponentsClientHttpRequestFactory> apache() {
      return ClientHttpRequestFactoryBuilder.httpComponents();
    }

    @Bean
    ClientHttpRequestFactoryBuilder<JettyClientHttpRequestFactory> jetty() {
      return ClientHttpRequestFactoryBuilder.jetty();
    }

    @Bean
    HttpClient jdkClient() {
      return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @Bean
    PoolingHttpClientConnectionManager apacheConnections() {
      return new PoolingHttpClientConnectionManager();
    }

    @Bean
    CloseableHttpClient apacheClient(PoolingHttpClientConnectionManager connections) {
      return HttpClients.custom().setConnectionManager(connections).build();
    }

    @Bean(initMethod = "start", destroyMethod = "stop")
    org.eclipse.jetty.client.HttpClient jettyClient() {
      return new org.eclipse.jetty.client.HttpClient();
    }

    @Bean
    RestClient ofSpringBoot(RestClient.Builder builder) {
      return builder.build();
    }

    @Bean
    RestClient overJdk(@Qualifier("jdk") ClientHttpRequestFactoryBuilder<?> builder) {
      return over(builder.build());
    }

    @Bean
    RestClient overApache(@Qualifier("apache") ClientHttpRequestFactoryBuilder<?> builder) {
      return over(builder.build());
    }

    @Bean
    RestClient overJetty(@Qualifier("jetty") ClientHttpRequestFactoryBuilder<?> builder) {
      return over(builder.build());
    }

    @Bean
    RestClient overJdkBean(HttpClient client) {
      return over(new JdkClientHttpRequestFactory(client));
    }

    @Bean
    RestClient overApacheBean(CloseableHttpClient client) {
      return over(new HttpComponentsClientHttpRequestFactory(client));
    }

    @Bean
    RestClient overJettyBean(org.eclipse.jetty.client.HttpClient client) {
      return over(new JettyClientHttpRequestFactory(client));
    }

    @Bean
    ClientHttpConnectorBuilder<JdkClientHttpConnector> jdkConnector() {
      return ClientHttpConnectorBuilder.jdk();
    }

    @Bean
    ClientHttpConnectorBuilder<HttpComponentsClientHttpConnector> apacheConnector() {
      return ClientHttpConnectorBuilder.httpComponents();
    }

    @Bean
    ClientHttpConnectorBuilder<JettyClientHttpConnector> jettyConnector() {
      return ClientHttpConnectorBuilder.jetty();
    }

    @Bean
    PoolingAsyncClientConnectionManager apacheAsyncConnections() {
      return new PoolingAsyncClientConnectionManager();
    }

    @Bean
    CloseableHttpAsyncClient apacheAsyncClient(PoolingAsyncClientConnectionManager connections) {
      return HttpAsyncClients.custom().setConnectionManager(connections).build();
    }

    @Bean
    WebClient reactiveOverJdk(@Qualifier("jdkConnector") ClientHttpConnectorBuilder<?> builder) {
      return over(builder.build());
    }

    @Bean
    WebClient reactiveOverApache(
        @Qualifier("apacheConnector") ClientHttpConnectorBuilder<?> builder) {
      return over(builder.build());
    }

    @Bean
    WebClient reactiveOverJetty(
        @Qualifier("jettyConnector") ClientHttpConnectorBuilder<?> builder) {
      return over(builder.build());
    }

    @Bean
    WebClient reactiveOverApacheBean(CloseableHttpAsyncClient client) {
      return over(new HttpComponentsClientHttpConnector(client));
    }

    private static WebClient over(ClientHttpConnector connector) {
      return WebClient.builder().clientConnector(connector).build();
    }

    private static RestClient over(ClientHttpRequestFactory factory) {
      return RestClient.builder().requestFactory(factory).build();
    }
  }
}
