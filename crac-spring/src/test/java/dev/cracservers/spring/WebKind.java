// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import java.util.ArrayList;
import java.util.List;
import org.apache.catalina.Globals;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The embedded servers; all are on the class path of the tests. */
enum WebKind {
  JETTY(
      "servlet",
      "org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration",
      "org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatServletManagementContextAutoConfiguration"),
  TOMCAT(
      "servlet",
      "org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration",
      "org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyServletManagementContextAutoConfiguration"),
  NETTY(
      "reactive",
      "org.springframework.boot.tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration",
      "org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatReactiveManagementContextAutoConfiguration",
      "org.springframework.boot.jetty.autoconfigure.reactive.JettyReactiveWebServerAutoConfiguration",
      "org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyReactiveManagementContextAutoConfiguration");

  private final String type;
  private final String excluded;

  WebKind(String type, String... excluded) {
    this.type = type;
    this.excluded = String.join(",", excluded);
  }

  ConfigurableApplicationContext start(Class<?> application, String... properties) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--spring.main.banner-mode=off",
                "--spring.main.web-application-type=" + type,
                "--spring.autoconfigure.exclude=" + excluded));
    for (String each : properties) {
      arguments.add("--" + each);
    }
    // Where the first Tomcat of the JVM was: the next one makes that folder again, and nobody
    // deletes it.
    System.clearProperty(Globals.CATALINA_HOME_PROP);
    return SpringApplication.run(application, arguments.toArray(String[]::new));
  }
}
