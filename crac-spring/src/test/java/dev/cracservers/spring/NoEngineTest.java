// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.testkit.SimulatedCheckpoint;
import java.io.File;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Where nothing can take a checkpoint, an application runs as ever and is told once. */
class NoEngineTest {
  private static final String ENGINE = "org.crac.Core.Compat";
  private static final String COORDINATOR = "CheckpointCoordinator";

  private static final Pattern STARTED = Pattern.compile("started on port (\\d+)");

  private String engine = "";

  @BeforeEach
  void withoutAnEngine() throws Exception {
    // org.crac looks for its engine once: the other tests are to have theirs.
    SimulatedCheckpoint.open().close();
    engine = System.clearProperty(ENGINE);
  }

  @AfterEach
  void withTheEngineOfOtherTests() {
    System.setProperty(ENGINE, engine);
  }

  @Test
  void withOrgCracAloneItIsToldOfTheEngine() throws Exception {
    try (Said said = Said.listen();
        ConfigurableApplicationContext context = WebKind.TOMCAT.start(GatedApplication.class)) {
      int port = port(said);
      assertThat(Calls.get(port, "/open")).isEqualTo("open");
      assertThat(said.lines(COORDINATOR)).singleElement().asString().contains("is no CRaC JDK");
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(() -> context.getBean(CheckpointCoordinator.class).checkpoint())
          .withMessageContaining("is no CRaC JDK");
      assertThat(Calls.get(port, "/open")).isEqualTo("open");
    }
  }

  @Test
  void withoutOrgCracItIsToldOfThat() throws Exception {
    Thread current = Thread.currentThread();
    ClassLoader before = current.getContextClassLoader();
    try (Said said = Said.listen();
        URLClassLoader loader = withoutOrgCrac()) {
      current.setContextClassLoader(loader);
      Class<?> kind = loader.loadClass(WebKind.class.getName());
      Method start = kind.getDeclaredMethod("start", Class.class, String[].class);
      start.setAccessible(true);
      Method named = kind.getDeclaredMethod("valueOf", String.class);
      named.setAccessible(true);
      Object jetty = named.invoke(null, WebKind.JETTY.name());
      Class<?> application = loader.loadClass(GatedApplication.class.getName());
      try (AutoCloseable context =
          (AutoCloseable) start.invoke(jetty, application, new String[0])) {
        assertThat(context).isNotInstanceOf(ConfigurableApplicationContext.class);
        assertThat(Calls.get(port(said), "/open")).isEqualTo("open");
        assertThat(said.lines(COORDINATOR)).singleElement().asString().contains("org.crac:crac");
      }
    } finally {
      current.setContextClassLoader(before);
    }
  }

  private static int port(Said said) {
    Matcher started = STARTED.matcher(said.all());
    assertThat(started.find()).isTrue();
    return Integer.parseInt(started.group(1));
  }

  private static URLClassLoader withoutOrgCrac() throws Exception {
    List<URL> entries = new ArrayList<>();
    String classPath = System.getProperty("surefire.test.class.path");
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      if (!entry.contains("org/crac/crac")) {
        entries.add(Path.of(entry).toUri().toURL());
      }
    }
    return new URLClassLoader(entries.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }
}
