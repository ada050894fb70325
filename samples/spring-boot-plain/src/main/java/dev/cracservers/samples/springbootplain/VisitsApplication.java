// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.springbootplain;

import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Counts its visitors, so that one sees which process answers. */
@SpringBootApplication
@RestController
public class VisitsApplication {
  private final AtomicInteger visits = new AtomicInteger();

  /** Starts it. */
  public static void main(String[] arguments) {
    SpringApplication.run(VisitsApplication.class, arguments);
  }

  /** Counts a visit and returns how many there were. */
  @GetMapping("/visits")
  int visit() {
    return visits.incrementAndGet();
  }
}
