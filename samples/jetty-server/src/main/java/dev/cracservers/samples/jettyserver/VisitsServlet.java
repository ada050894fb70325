// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.jettyserver;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;

/** {@code GET /visits} tells how often this session was here. */
final class VisitsServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final String VISITS = "visits";

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    HttpSession session = request.getSession();
    int visits = session.getAttribute(VISITS) instanceof Integer before ? before + 1 : 1;
    session.setAttribute(VISITS, visits);
    response.setContentType("text/plain");
    response.getWriter().print(visits);
  }
}
