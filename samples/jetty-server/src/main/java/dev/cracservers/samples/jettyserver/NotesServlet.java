// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.jettyserver;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Optional;

/**
 * {@code GET /notes} lists the latest notes, {@code GET /notes/ID} gives one, {@code POST /notes}
 * adds the body as a note.
 */
final class NotesServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient NoteStore store;
  private final transient ObjectMapper json;

  NotesServlet(NoteStore store, ObjectMapper json) {
    this.store = store;
    this.json = json;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = request.getPathInfo();
    try {
      if (path == null || path.equals("/")) {
        write(response, store.latest());
        return;
      }
      Optional<NoteStore.Note> note = store.find(Long.parseLong(path.substring(1)));
      if (note.isPresent()) {
        write(response, note.get());
      } else {
        response.sendError(HttpServletResponse.SC_NOT_FOUND);
      }
    } catch (NumberFormatException e) {
      response.sendError(HttpServletResponse.SC_BAD_REQUEST, "a note has a number");
    } catch (SQLException e) {
      response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE, e.getMessage());
    }
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String text = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      NoteStore.Note added = store.add(text);
      response.setStatus(HttpServletResponse.SC_CREATED);
      write(response, added);
    } catch (SQLException e) {
      response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE, e.getMessage());
    }
  }

  private void write(HttpServletResponse response, Object value) throws IOException {
    response.setContentType("application/json");
    response.getOutputStream().write(json.writeValueAsBytes(value));
  }
}
