// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.image;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads a log of CRIU for people: the line that tells why it gave up, and what to do about it.
 *
 * <p>The first error is the cause; those behind it are its consequences, up to a last line that
 * only says that dumping failed. But some are errors only by name, and CRIU goes on.
 */
final class CriuLog {
  private static final String REMEDIES = "criu-remedies.txt";
  private static final String MARK = "Error (";

  /**
   * A row of the table that the launcher uses too: {@code part of a line|remedy}.
   *
   * @param remedy "-" for a line that CRIU gets over
   */
  private record Row(String part, String remedy) {
    boolean isHarmless() {
      return remedy.equals("-");
    }
  }

  private CriuLog() {}

  static String explain(Path log) {
    List<String> lines;
    try {
      lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "CRIU left no log at " + log;
    }
    List<Row> rows = rows();
    for (String line : lines) {
      if (line.contains(MARK)) {
        Optional<Row> known = rows.stream().filter(row -> line.contains(row.part())).findFirst();
        if (!known.map(Row::isHarmless).orElse(false)) {
          String remedy = known.map(row -> " Remedy: " + row.remedy()).orElse("");
          return "CRIU says: " + line.substring(line.indexOf(MARK)) + remedy + " [" + log + "]";
        }
      }
    }
    return "CRIU's log names no error [" + log + "]";
  }

  private static List<Row> rows() {
    try (InputStream table = CriuLog.class.getResourceAsStream(REMEDIES)) {
      if (table == null) {
        throw new IllegalStateException(REMEDIES + " is missing from this jar");
      }
      return new BufferedReader(new InputStreamReader(table, StandardCharsets.UTF_8))
          .lines()
          .filter(line -> line.contains("|"))
          .map(line -> line.split("\\|", 2))
          .map(fields -> new Row(fields[0], fields[1]))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
