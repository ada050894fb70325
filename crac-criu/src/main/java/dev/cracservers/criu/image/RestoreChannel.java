// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.image;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a restored process learns where its settings are: a file that is open in the image, and that
 * {@code crac restore} replaces by one of its own ({@code criu restore --inherit-fd}). What the
 * process reads there is the folder of this restore, so that any number of processes restored from
 * one image find one each.
 */
public final class RestoreChannel implements AutoCloseable {
  private final Path path;
  private final RandomAccessFile file;

  private RestoreChannel(Path path, RandomAccessFile file) {
    this.path = path;
    this.file = file;
  }

  public static RestoreChannel open(Path image) throws IOException {
    Path path = image.resolve("channel");
    Files.deleteIfExists(path);
    return new RestoreChannel(path, new RandomAccessFile(path.toFile(), "rw"));
  }

  public Path path() {
    return path;
  }

  /** Returns the folder of this restore; empty if it was restored by other means than ours. */
  public Optional<Path> read() throws IOException {
    file.seek(0);
    String line = file.readLine();
    return line == null || line.isBlank() ? Optional.empty() : Optional.of(Path.of(line));
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
