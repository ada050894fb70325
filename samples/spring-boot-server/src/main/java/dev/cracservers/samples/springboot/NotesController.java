// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.springboot;

import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** The notes in the database. */
@RestController
class NotesController {
  record Note(long id, String text) {}

  private final JdbcClient database;
  private final NotesProperties properties;

  NotesController(JdbcClient database, NotesProperties properties) {
    this.database = database;
    this.properties = properties;
  }

  @GetMapping("/notes")
  List<Note> latest() {
    return database
        .sql("select id, text from notes order by id desc limit 20")
        .query(Note.class)
        .list();
  }

  @GetMapping("/notes/{id}")
  Note find(@PathVariable long id) {
    return database
        .sql("select id, text from notes where id = ?")
        .param(id)
        .query(Note.class)
        .optional()
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
  }

  @PostMapping("/notes")
  @ResponseStatus(HttpStatus.CREATED)
  Note add(
      @RequestHeader(name = "X-Api-Key", defaultValue = "") String apiKey,
      @RequestBody String text) {
    if (!properties.getApiKey().isEmpty() && !properties.getApiKey().equals(apiKey)) {
      throw new ResponseStatusException(HttpStatus.UNAUTHORIZED);
    }
    long id =
        database
            .sql("insert into notes (text) values (?) returning id")
            .param(text)
            .query(Long.class)
            .single();
    return new Note(id, text);
  }

  @GetMapping("/greeting")
  String greeting() {
    return properties.getGreeting();
  }

  /** Holds a connection of the pool for that long. */
  String roleAfter(int millis) {
    return database
        .sql("select current_user from pg_sleep(?)")
        .param(millis / 1000.0)
        .query(String.class)
        .single();
  }
}
