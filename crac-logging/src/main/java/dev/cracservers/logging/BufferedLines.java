// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.logging;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The lines that are logged while a log file is closed; closing this appends them to the file. */
final class BufferedLines extends ByteArrayOutputStream {
  private final Path file;

  BufferedLines(String file) {
    this.file = Path.of(file);
  }

  @Override
  public synchronized void close() throws IOException {
    if (size() > 0) {
      Files.write(file, toByteArray(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      reset();
    }
  }
}
