// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.springbootclients;

import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import reactor.core.publisher.Mono;

/** What others answer: a database over R2DBC, and a server over HTTP. */
@RestController
class Others {
  private final DatabaseClient database;
  private final RestClient http;
  private final Environment environment;

  Others(DatabaseClient database, RestClient.Builder http, Environment environment) {
    this.database = database;
    this.http = http.build();
    this.environment = environment;
  }

  @GetMapping("/database")
  Mono<String> database() {
    return database.sql("SELECT current_database()").mapValue(String.class).one();
  }

  @GetMapping("/page")
  @Nullable String page() {
    return http.get()
        .uri(environment.getRequiredProperty("clients.page"))
        .retrieve()
        .body(String.class);
  }
}
