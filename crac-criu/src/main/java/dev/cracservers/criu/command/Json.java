// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.command;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes what the commands tell machines: maps, collections, numbers, booleans and texts. */
final class Json {
  private static final int FIRST_PRINTABLE = 0x20;

  private Json() {}

  static String write(Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> text(String.valueOf(entry.getKey())) + ":" + write(entry.getValue()))
          .collect(Collectors.joining(",", "{", "}"));
    }
    if (value instanceof Collection<?> values) {
      return values.stream().map(Json::write).collect(Collectors.joining(",", "[", "]"));
    }
    return value instanceof Number || value instanceof Boolean
        ? value.toString()
        : text(value.toString());
  }

  private static String text(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (character == '"' || character == '\\') {
        json.append('\\').append(character);
      } else if (character < FIRST_PRINTABLE) {
        json.append(String.format("\\u%04x", (int) character));
      } else {
        json.append(character);
      }
    }
    return json.append('"').toString();
  }
}
