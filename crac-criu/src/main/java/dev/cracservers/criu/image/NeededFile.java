// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.image;

import dev.cracservers.criu.descriptor.Descriptor;
import dev.cracservers.criu.descriptor.MappedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A file that a restored process reads or has mapped, but that is not in the image. It must be the
 * same at the restore.
 *
 * @param path where it is
 * @param size its bytes
 * @param modified when it was changed last, in seconds since 1970
 */
record NeededFile(Path path, long size, long modified) {
  /** File systems whose files are no data, and differ from one moment to the next. */
  private static final List<Path> KERNEL =
      List.of(Path.of("/proc"), Path.of("/sys"), Path.of("/dev"));

  /**
   * Returns the files of the class path, those that are mapped, and those that are open for
   * reading. Left out are directories: classes are read from them when they are needed, and files
   * may be added. Left out are deleted files, too: CRIU puts their content into the image, or the
   * checkpoint is refused.
   */
  static List<NeededFile> all(List<Descriptor> descriptors) throws IOException {
    Set<Path> paths = new LinkedHashSet<>(ClassPath.files());
    for (MappedFile mapped : MappedFile.all()) {
      if (!mapped.deleted() && !mapped.written()) {
        mapped.find().ifPresent(paths::add);
      }
    }
    for (Descriptor open : descriptors) {
      if (isRead(open)) {
        pathOf(open).ifPresent(paths::add);
      }
    }
    List<NeededFile> files = new ArrayList<>();
    for (Path path : paths) {
      if (isComparable(path)) {
        long modified = Files.getLastModifiedTime(path).to(TimeUnit.SECONDS);
        files.add(new NeededFile(path, Files.size(path), modified));
      }
    }
    return files;
  }

  /** Empty if the locale of this process cannot express the name, as {@code LC_ALL=C} with an ü. */
  private static Optional<Path> pathOf(Descriptor open) {
    try {
      return Optional.of(Path.of(open.target()));
    } catch (InvalidPathException notInThisLocale) {
      return Optional.empty();
    }
  }

  private static boolean isRead(Descriptor open) {
    return open.type() == Descriptor.REGULAR
        && open.isFile()
        && !open.isDeleted()
        && !open.isWritable()
        && !open.isStandard();
  }

  /** The manifest has a line for each file. */
  private static boolean isComparable(Path path) {
    return KERNEL.stream().noneMatch(path::startsWith)
        && path.toString().indexOf('\n') < 0
        && Files.isRegularFile(path);
  }

  /** As the launcher reads it. */
  @Override
  public String toString() {
    return size + " " + modified + " " + path;
  }
}
