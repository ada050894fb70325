// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.springboot;

import org.springframework.boot.context.properties.ConfigurationProperties;

/** What can be configured; bound by setters, so that a restore can change it. */
@ConfigurationProperties("notes")
class NotesProperties {
  private volatile String greeting = "";

  public String getGreeting() {
    return greeting;
  }

  public void setGreeting(String value) {
    greeting = value;
  }
}
