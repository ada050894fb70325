// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.core.Deadline;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.reactive.JdkClientHttpConnector;

class JdkSelectorsTest {
  static Stream<Function<HttpClient, Object>> made() {
    return Stream.of(
        client -> client,
        JdkClientHttpRequestFactory::new,
        JdkClientHttpConnector::new,
        client -> new HttpComponentsClientHttpRequestFactory());
  }

  @ParameterizedTest
  @MethodSource("made")
  void anothersClientOfTheSameMomentIsLeftAlone(Function<HttpClient, Object> making)
      throws Exception {
    // Those of other tests may end at any time.
    Set<String> before = runningBut(Set.of());
    JdkSelectors mine = new JdkSelectors();
    JdkSelectors all = new JdkSelectors();
    // Without them their threads would end by themselves.
    List<Object> kept = new ArrayList<>();
    all.watch(
        () -> {
          kept.add(
              mine.watch(
                  () -> {
                    HttpClient client = client(kept);
                    HttpClient unused = client(kept);
                    return making.apply(client);
                  }));
          return kept;
        });
    assertThat(runningBut(before)).hasSize(2);
    mine.end("mine", Deadline.after(Duration.ofSeconds(30)));
    boolean hasOne = !(kept.get(kept.size() - 1) instanceof HttpComponentsClientHttpRequestFactory);
    assertThat(runningBut(before)).hasSize(hasOne ? 1 : 2);
    all.end("all", Deadline.after(Duration.ofSeconds(30)));
    assertThat(runningBut(before)).isEmpty();
    assertThat(kept).isNotEmpty();
  }

  private static HttpClient client(List<Object> kept) {
    HttpClient client = HttpClient.newHttpClient();
    kept.add(client);
    return client;
  }

  private static Set<String> runningBut(Set<String> others) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("HttpClient-"))
        .filter(name -> !others.contains(name))
        .collect(Collectors.toSet());
  }
}
