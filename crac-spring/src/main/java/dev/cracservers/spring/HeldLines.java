// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What is logged while a log file is closed: it is added to the file when this is closed. */
final class HeldLines extends ByteArrayOutputStream {
  private final Path file;

  HeldLines(String file) {
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
