// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The folder of an image: {@code manifest}, {@code dump.log}, and CRIU's files in {@code criu}. A
 * new image grows beside the old one in {@code criu.new} and takes its place when it is complete.
 * Only its owner may read it, since whatever the process knew is in it.
 */
final class ImageFolder {
  private final Path folder;

  ImageFolder(Path folder) {
    this.folder = folder;
  }

  static void createPrivate(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw new IOException(
          "the image folder " + folder + " cannot be made and kept private: " + e, e);
    }
  }

  void prepare() throws IOException {
    discard();
    createPrivate(growing());
  }

  void writeManifest(RestoreChannel channel) throws IOException {
    Files.writeString(folder.resolve("manifest.new"), Manifest.describe(channel));
  }

  /** Removes what a checkpoint that failed left; an older image stays. */
  void discard() throws IOException {
    Files.deleteIfExists(folder.resolve("manifest.new"));
    if (!Files.exists(growing())) {
      return;
    }
    Files.walkFileTree(
        growing(),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  Path path() {
    return folder;
  }

  Path growing() {
    return folder.resolve("criu.new");
  }

  Path log() {
    return folder.resolve("dump.log");
  }
}
