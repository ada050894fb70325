// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import dev.cracservers.testkit.Gate;
import java.util.concurrent.CompletionStage;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
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
  static final class Open {
    @GetMapping("/open")
    String open() {
      return "open";
    }
  }

  @RestController
  @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
  static final class Gated {
    private final Gate gate;

    Gated(Gate gate) {
      this.gate = gate;
    }

    @GetMapping("/gated")
    String gated() throws Exception {
      gate.pass();
      return "passed";
    }

    /** Waits on no thread. */
    @GetMapping("/later")
    CompletionStage<String> later() {
      return gate.arrive().thenApply(opened -> "passed");
    }
  }

  /** The same on an event loop, which must not be blocked. */
  @RestController
  @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
  static final class ReactiveGated {
    private final Gate gate;

    ReactiveGated(Gate gate) {
      this.gate = gate;
    }

    @GetMapping("/gated")
    CompletionStage<String> gated() {
      return gate.arrive().thenApply(opened -> "passed");
    }
  }
}
