// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.testkit.Gate;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** An application whose requests to {@code /gated} wait at a gate. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class GatedApplication {
  @Bean
  Gate gate() {
    return new Gate();
  }

  @RestController
  static final class Pages {
    private final Gate gate;

    Pages(Gate gate) {
      this.gate = gate;
    }

    @GetMapping("/gated")
    String gated() throws Exception {
      gate.pass();
      return "passed";
    }

    @GetMapping("/open")
    String open() {
      return "open";
    }
  }
}
