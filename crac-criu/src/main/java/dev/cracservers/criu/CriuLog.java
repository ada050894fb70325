// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

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
 * only says that dumping failed.
 */
final class CriuLog {
  private static final String REMEDIES = "criu-remedies.txt";

  private CriuLog() {}

  static String explain(Path log) {
    List<String> lines;
    try {
      lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "CRIU left no log at " + log;
    }
    return lines.stream()
        .filter(line -> line.contains("Error ("))
        .findFirst()
        .map(line -> quote(line) + " [" + log + "]")
        .orElse("CRIU's log names no error [" + log + "]");
  }

  private static String quote(String line) {
    String error = line.substring(line.indexOf("Error ("));
    return "CRIU says: " + error + remedy(line).map(text -> " Remedy: " + text).orElse("");
  }

  /** Looks the line up in the table that the launcher uses too: {@code part of the line|remedy}. */
  private static Optional<String> remedy(String line) {
    try (InputStream table = CriuLog.class.getResourceAsStream(REMEDIES)) {
      if (table == null) {
        throw new IllegalStateException(REMEDIES + " is missing from this jar");
      }
      return new BufferedReader(new InputStreamReader(table, StandardCharsets.UTF_8))
          .lines()
          .filter(row -> row.contains("|") && line.contains(row.substring(0, row.indexOf('|'))))
          .map(row -> row.substring(row.indexOf('|') + 1))
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
