// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The embedded servers; both are on the class path of the tests. */
enum WebKind {
  JETTY(
      "org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration",
      "org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatServletManagementContextAutoConfiguration"),
  TOMCAT(
      "org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration",
      "org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyServletManagementContextAutoConfiguration");

  private final String excluded;

  WebKind(String... excluded) {
    this.excluded = String.join(",", excluded);
  }

  ConfigurableApplicationContext start(Class<?> application, String... properties) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--spring.main.banner-mode=off",
                "--spring.autoconfigure.exclude=" + excluded));
    for (String each : properties) {
      arguments.add("--" + each);
    }
    return SpringApplication.run(application, arguments.toArray(String[]::new));
  }
}
