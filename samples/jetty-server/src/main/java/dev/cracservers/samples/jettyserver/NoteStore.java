// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.jettyserver;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** The notes in the database. Thread-safe. */
final class NoteStore {
  record Note(long id, String text) {}

  private final DataSource database;

  NoteStore(DataSource database) {
    this.database = database;
  }

  Note add(String text) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement insert =
            connection.prepareStatement("insert into notes (text) values (?) returning id")) {
      insert.setString(1, text);
      try (ResultSet inserted = insert.executeQuery()) {
        inserted.next();
        return new Note(inserted.getLong(1), text);
      }
    }
  }

  Optional<Note> find(long id) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement select =
            connection.prepareStatement("select id, text from notes where id = ?")) {
      select.setLong(1, id);
      return read(select).stream().findFirst();
    }
  }

  List<Note> latest() throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement select =
            connection.prepareStatement("select id, text from notes order by id desc limit 20")) {
      return read(select);
    }
  }

  /** Returns the role the database knows this service as, after a query of the given length. */
  String roleAfter(double seconds) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement select =
            connection.prepareStatement("select current_user from pg_sleep(?)")) {
      select.setDouble(1, seconds);
      try (ResultSet slept = select.executeQuery()) {
        slept.next();
        return slept.getString(1);
      }
    }
  }

  private static List<Note> read(PreparedStatement select) throws SQLException {
    List<Note> notes = new ArrayList<>();
    try (ResultSet found = select.executeQuery()) {
      while (found.next()) {
        notes.add(new Note(found.getLong(1), found.getString(2)));
      }
    }
    return notes;
  }
}
