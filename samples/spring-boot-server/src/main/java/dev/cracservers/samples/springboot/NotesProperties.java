// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.springboot;

import org.springframework.boot.context.properties.ConfigurationProperties;

/** What can be configured; bound by setters, so that a restore can change it. */
@ConfigurationProperties("notes")
class NotesProperties {
  private volatile String greeting = "";
  private volatile String apiKey = "";

  public String getGreeting() {
    return greeting;
  }

  public void setGreeting(String value) {
    greeting = value;
  }

  public String getApiKey() {
    return apiKey;
  }

  /** Sets what a client has to know to add notes; empty if any client may. */
  public void setApiKey(String value) {
    apiKey = value;
  }
}
