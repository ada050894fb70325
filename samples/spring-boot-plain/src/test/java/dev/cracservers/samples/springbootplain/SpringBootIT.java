// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.springbootplain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.testkit.real.CracCommand;
import dev.cracservers.testkit.real.JavaHomes;
import dev.cracservers.testkit.real.LaunchedServer;
import dev.cracservers.testkit.real.RealCheckpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Executable jars that were built without a thought of us, on every Java, for three cycles. */
@RealCheckpoint
class SpringBootIT {
  private static final Pattern SOURCE =
      Pattern.compile("org\\.crac\\.(?!management)\\S+ source: (\\S+)");
  private static final Path WITH = jar("with-org-crac");
  private static final Path WITHOUT = jar("without-org-crac");
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int KILLED = 137;
  private static final int TERMINATED = 143;

  @TempDir Path folder;

  static Stream<Arguments> jarsAndJavas() {
    return JavaHomes.byVersion().values().stream()
        .flatMap(home -> Stream.of(Arguments.of(WITH, home), Arguments.of(WITHOUT, home)));
  }

  @ParameterizedTest
  @MethodSource("jarsAndJavas")
  void atItsStartAsSpringDoesItAndThenOnDemand(Path jar, Path javaHome) throws Exception {
    int port = freePort();
    try (LaunchedServer server = new LaunchedServer(folder)) {
      start(
          server, javaHome, jar, port, "-Dspring.context.checkpoint=onRefresh", "-Xlog:class+load");
      assertThat(server.awaitEnd(LIMIT)).as(server.log()).isEqualTo(KILLED);
      assertThat(sourcesOfOrgCrac(server.log()))
          .singleElement()
          .asString()
          .endsWith(jar.equals(WITH) ? "BOOT-INF/lib/crac-1.5.0.jar!/" : "/org.crac.jar");
      server.restore();
      assertThat(firstAnswer(server, port)).isEqualTo(1);
      for (int cycle = 2; cycle <= 3; cycle++) {
        checkpoint(server);
        server.restore();
        assertThat(firstAnswer(server, port)).isEqualTo(cycle);
        assertThat(server.log()).contains("Restarting Spring-managed lifecycle beans");
      }
      assertThat(server.terminate()).isEqualTo(TERMINATED);
    }
  }

  static Stream<Arguments> oldAndNew() {
    List<Path> homes = List.copyOf(JavaHomes.byVersion().values());
    return Stream.of(
        Arguments.of(WITH, homes.get(0)), Arguments.of(WITHOUT, homes.get(homes.size() - 1)));
  }

  @ParameterizedTest
  @MethodSource("oldAndNew")
  void onDemand(Path jar, Path javaHome) throws Exception {
    int port = freePort();
    try (LaunchedServer server = new LaunchedServer(folder)) {
      start(server, javaHome, jar, port);
      assertThat(firstAnswer(server, port)).isEqualTo(1);
      for (int cycle = 2; cycle <= 4; cycle++) {
        checkpoint(server);
        server.restore();
        assertThat(firstAnswer(server, port)).isEqualTo(cycle);
      }
      assertThat(server.terminate()).isEqualTo(TERMINATED);
    }
  }

  @Test
  void theJarsAreWhatTheySay() throws Exception {
    assertThat(libraries(WITH)).contains("crac-1.5.0.jar").noneMatch(SpringBootIT::isOurs);
    assertThat(libraries(WITHOUT))
        .isNotEmpty()
        .noneMatch(name -> name.startsWith("crac-"))
        .noneMatch(SpringBootIT::isOurs);
  }

  private static boolean isOurs(String library) {
    return library.matches("crac-(core|criu|jdbc|jetty|netty|spring|testkit)-.*");
  }

  private static List<String> libraries(Path jar) throws IOException {
    try (JarFile archive = new JarFile(jar.toFile())) {
      return archive.stream()
          .map(ZipEntry::getName)
          .filter(name -> name.startsWith("BOOT-INF/lib/") && name.endsWith(".jar"))
          .map(name -> name.substring("BOOT-INF/lib/".length()))
          .toList();
    }
  }

  /** Half of its classes from one jar and half from another would not fit each other. */
  private static Stream<String> sourcesOfOrgCrac(String log) {
    return SOURCE.matcher(log).results().map(found -> found.group(1)).distinct();
  }

  private static void start(
      LaunchedServer server, Path javaHome, Path jar, int port, String... options) {
    List<String> arguments =
        Stream.of(
                Stream.of(options),
                Stream.of(
                    "-Xmx256m",
                    "-jar",
                    jar.toString(),
                    "--server.address=127.0.0.1",
                    "--server.port=" + port))
            .flatMap(each -> each)
            .toList();
    server.start(javaHome, arguments.toArray(String[]::new));
  }

  private static void checkpoint(LaunchedServer server) throws InterruptedException {
    CracCommand.Ended ended = server.checkpoint();
    assertThat(ended.status()).as(ended.output() + server.log()).isZero();
  }

  private static int firstAnswer(LaunchedServer server, int port) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/visits")).build();
    HttpClient client = HttpClient.newHttpClient();
    long begun = System.nanoTime();
    while (true) {
      try {
        return Integer.parseInt(client.send(request, BodyHandlers.ofString()).body());
      } catch (IOException notYet) {
        assertThat(server.isAlive()).as(server.log()).isTrue();
        assertThat(System.nanoTime() - begun).as(server.log()).isLessThan(LIMIT.toNanos());
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Path jar(String classifier) {
    Path jar = Path.of("target/spring-boot-plain-" + classifier + ".jar").toAbsolutePath();
    assertThat(Files.isRegularFile(jar)).as(jar.toString()).isTrue();
    return jar;
  }
}
