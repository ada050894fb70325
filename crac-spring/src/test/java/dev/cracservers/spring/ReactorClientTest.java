// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.testkit.SimulatedCheckpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.crac.CheckpointException;
import org.crac.Core;
import org.crac.RestoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.client.ReactorClientHttpRequestFactory;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/** Clients on the event loops of a {@code ReactorResourceFactory}, which each cycle recreates. */
@Timeout(120)
class ReactorClientTest {
  private HttpServer server;

  @BeforeEach
  void startServer() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write(new byte[] {'o', 'k'});
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void workInEachRestoredProcessFromTheStartOfItsBeansOn(String global) throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = start(Clients.class, "--global=" + global)) {
      Caller caller = context.getBean(Caller.class);
      assertThat(caller.calls).isEqualTo(4);
      for (int cycle = 1; cycle <= 3; cycle++) {
        caller.calls = 0;
        context.getBean(CheckpointCoordinator.class).checkpoint();
        assertThat(caller.failure).isNull();
        assertThat(caller.calls).isEqualTo(4);
      }
      assertThat(image.images()).isEqualTo(3);
    }
  }

  /** As spring.context.checkpoint=onRefresh: Spring has started no bean, and stops none. */
  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void workAfterAnImageThatWasTakenBeforeTheStart(String global) throws Exception {
    try (SimulatedCheckpoint image = SimulatedCheckpoint.open();
        ConfigurableApplicationContext context = start(Early.class, "--global=" + global)) {
      assertThat(image.images()).isEqualTo(1);
      Caller caller = context.getBean(Caller.class);
      assertThat(caller.failure).isNull();
      assertThat(caller.calls).isEqualTo(4);
    }
  }

  private ConfigurableApplicationContext start(Class<?> application, String argument) {
    return new SpringApplicationBuilder(application)
        .web(WebApplicationType.NONE)
        .build()
        .run(argument, "--stub=http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  /** Calls each client when Spring starts it. */
  static final class Caller implements SmartLifecycle {
    private final String uri;
    private final RestClient[] clients;
    private final WebClient[] webClients;
    private volatile boolean running;
    int calls;
    @org.jspecify.annotations.Nullable Exception failure;

    Caller(String uri, RestClient[] clients, WebClient[] webClients) {
      this.uri = uri;
      this.clients = clients;
      this.webClients = webClients;
    }

    void call() {
      for (RestClient client : clients) {
        assertThat(client.get().uri(uri).retrieve().body(String.class)).isEqualTo("ok");
        calls++;
      }
      for (WebClient client : webClients) {
        assertThat(
                client
                    .get()
                    .uri(uri)
                    .retrieve()
                    .bodyToMono(String.class)
                    .block(Duration.ofSeconds(20)))
            .isEqualTo("ok");
        calls++;
      }
    }

    @Override
    public void start() {
      running = true;
      try {
        call();
      } catch (RuntimeException e) {
        failure = e;
      }
    }

    @Override
    public void stop() {
      running = false;
    }

    @Override
    public boolean isRunning() {
      return running;
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Clients {
    @Bean
    ReactorResourceFactory reactorResourceFactory(Environment environment) {
      ReactorResourceFactory factory = new ReactorResourceFactory();
      factory.setUseGlobalResources(environment.getRequiredProperty("global", Boolean.class));
      return factory;
    }

    @Bean
    ReactorClientHttpRequestFactory ownRequestFactory(ReactorResourceFactory factory) {
      return new ReactorClientHttpRequestFactory(factory, client -> client.compress(true));
    }

    @Bean
    ReactorClientHttpConnector ownConnector(ReactorResourceFactory factory) {
      return new ReactorClientHttpConnector(factory, client -> client.compress(true));
    }

    @Bean
    Caller caller(
        Environment environment,
        ClientHttpRequestFactoryBuilder<?> requestsOfBoot,
        ClientHttpConnectorBuilder<?> connectorsOfBoot,
        ReactorClientHttpRequestFactory requests,
        ReactorClientHttpConnector connector) {
      return new Caller(
          environment.getRequiredProperty("stub"),
          new RestClient[] {
            RestClient.builder().requestFactory(requestsOfBoot.build()).build(),
            RestClient.builder().requestFactory(requests).build()
          },
          new WebClient[] {
            WebClient.builder().clientConnector(connectorsOfBoot.build()).build(),
            WebClient.builder().clientConnector(connector).build()
          });
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Early extends Clients {
    @Bean
    SmartInitializingSingleton imageOnRefresh(Caller caller) {
      return () -> {
        try {
          // The clients have connections by then.
          caller.call();
          caller.calls = 0;
          Core.checkpointRestore();
        } catch (CheckpointException | RestoreException e) {
          throw new IllegalStateException(e.getSuppressed()[0]);
        }
      };
    }
  }
}
