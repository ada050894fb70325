// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.springbootclients;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The application. */
@SpringBootApplication(proxyBeanMethods = false)
public class ClientsApplication {
  /** Starts it. */
  public static void main(String[] arguments) {
    SpringApplication.run(ClientsApplication.class, arguments);
  }
}
