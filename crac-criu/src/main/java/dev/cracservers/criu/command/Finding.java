// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.command;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code crac doctor} found out about one subject.
 *
 * @param area what it is about
 * @param level how much it matters
 * @param subject what was looked at
 * @param text what it is like
 * @param remedy what to do about it; empty if nothing has to be done
 */
record Finding(Area area, Level level, String subject, String text, String remedy) {
  enum Area {
    MACHINE,
    JAVA,
    PROCESS
  }

  enum Level {
    /** As it should be. */
    OK,
    /** A checkpoint can work, and something is not as good as it could be, or depends. */
    WARNING,
    /** No checkpoint can work before this is put right. */
    PROBLEM
  }

  static Finding ok(Area area, String subject, String text) {
    return new Finding(area, Level.OK, subject, text, "");
  }

  static Finding warning(Area area, String subject, String text, String remedy) {
    return new Finding(area, Level.WARNING, subject, text, remedy);
  }

  static Finding problem(Area area, String subject, String text, String remedy) {
    return new Finding(area, Level.PROBLEM, subject, text, remedy);
  }

  Map<String, Object> toJson() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("area", area.name().toLowerCase(Locale.ROOT));
    object.put("level", level.name().toLowerCase(Locale.ROOT));
    object.put("subject", subject);
    object.put("text", text);
    object.put("remedy", remedy);
    return object;
  }
}
