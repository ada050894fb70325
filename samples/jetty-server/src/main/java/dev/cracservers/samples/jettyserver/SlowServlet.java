// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.jettyserver;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;

/**
 * {@code GET /slow?millis=N} holds a connection of the pool for that long and then says which role
 * it has. The first bytes come at once, so that a client knows that its request is in flight.
 */
final class SlowServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient NoteStore store;

  SlowServlet(NoteStore store) {
    this.store = store;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    double seconds = Integer.parseInt(request.getParameter("millis")) / 1000.0;
    response.setContentType("text/plain");
    response.getWriter().println("begun");
    response.flushBuffer();
    try {
      response.getWriter().println("done by " + store.roleAfter(seconds));
    } catch (SQLException e) {
      response.getWriter().println("failed: " + e.getMessage());
    }
  }
}
