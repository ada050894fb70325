// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.springboot;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers slowly; the first bytes come at once. */
@RestController
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class SlowController {
  private final NotesController notes;

  SlowController(NotesController notes) {
    this.notes = notes;
  }

  @GetMapping("/slow")
  void slow(int millis, HttpServletResponse response) throws IOException {
    response.setContentType("text/plain");
    response.getWriter().println("begun");
    response.flushBuffer();
    response.getWriter().println("done by " + notes.roleAfter(millis));
  }
}
