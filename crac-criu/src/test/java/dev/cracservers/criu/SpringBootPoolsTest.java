// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.UnsatisfiedDependencyException;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.jdbc.HikariCheckpointRestoreLifecycle;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** The configuration of Spring Boot that needs a single data source, as it is and as it is made. */
class SpringBootPoolsTest {
  private static final String NAME = SpringBootPools.CONFIGURATION.replace('/', '.');

  @Test
  void thisIsTheVersionThatIsReliedOn() {
    assertThat(SpringBootVersion.getVersion()).startsWith("4.1.");
  }

  @Test
  void twoPoolsWithoutAPrimaryStart() throws Exception {
    assertThatExceptionOfType(UnsatisfiedDependencyException.class)
        .isThrownBy(() -> start(Class.forName(NAME), "orders", "stock").close());
    try (AnnotationConfigApplicationContext context = start(instrumented(), "orders", "stock")) {
      assertThat(context.getBeansOfType(DataSource.class)).hasSize(2);
      assertThat(context.getBeanProvider(HikariCheckpointRestoreLifecycle.class).getIfAvailable())
          .isNull();
    }
  }

  @Test
  void aSinglePoolKeepsTheBeanOfSpringBoot() throws Exception {
    try (AnnotationConfigApplicationContext context = start(instrumented(), "orders")) {
      assertThat(context.getBean(HikariCheckpointRestoreLifecycle.class)).isNotNull();
    }
  }

  @Test
  void otherClassesAreLeftAlone() {
    assertThat(new SpringBootPools().transform(null, "java/lang/String", null, null, new byte[0]))
        .isNull();
  }

  private static AnnotationConfigApplicationContext start(Class<?> configuration, String... pools) {
    AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    for (String pool : pools) {
      context.registerBean(pool, HikariDataSource.class, () -> new HikariDataSource());
    }
    context.register(configuration);
    try {
      context.refresh();
      return context;
    } catch (RuntimeException e) {
      context.close();
      throw e;
    }
  }

  private static Class<?> instrumented() throws Exception {
    return new Instrumented().loadClass(NAME);
  }

  /** Defines the one class itself, as the agent has it loaded. */
  private static final class Instrumented extends ClassLoader {
    Instrumented() {
      super(SpringBootPoolsTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      // Its host, too: they are in one package, which is that of one loader.
      return name.startsWith("org.springframework.boot.jdbc.autoconfigure.DataSourceCheckpoint")
          ? defined(name)
          : super.loadClass(name, resolve);
    }

    private Class<?> defined(String name) throws ClassNotFoundException {
      @Nullable Class<?> known = findLoadedClass(name);
      if (known != null) {
        return known;
      }
      String internal = name.replace('.', '/');
      try (InputStream file = getResourceAsStream(internal + ".class")) {
        byte[] bytes = Objects.requireNonNull(file, name).readAllBytes();
        byte[] changed = new SpringBootPools().transform(this, internal, null, null, bytes);
        byte[] defined = changed == null ? bytes : changed;
        return defineClass(name, defined, 0, defined.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
