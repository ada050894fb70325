// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A file that classes are loaded from. The restored process goes on reading it at the places that
 * it knows, so it must be the same then.
 *
 * @param path where it is
 * @param size its bytes
 * @param modified when it was changed last, in seconds since 1970
 */
record ClassPathFile(Path path, long size, long modified) {
  private static final List<String> PROPERTIES = List.of("java.class.path", "jdk.module.path");

  /**
   * Returns those of the class path and the module path. Folders are left out: classes are read
   * from them when they are needed, and they may grow.
   */
  static List<ClassPathFile> all() throws IOException {
    List<ClassPathFile> files = new ArrayList<>();
    for (String property : PROPERTIES) {
      String value = System.getProperty(property, "");
      for (String entry : value.split(Pattern.quote(File.pathSeparator), -1)) {
        Path path = Path.of(entry).toAbsolutePath().normalize();
        if (!entry.isEmpty() && Files.isRegularFile(path)) {
          long modified = Files.getLastModifiedTime(path).to(TimeUnit.SECONDS);
          files.add(new ClassPathFile(path, Files.size(path), modified));
        }
      }
    }
    return files;
  }

  /** As the launcher reads it. */
  @Override
  public String toString() {
    return size + " " + modified + " " + path;
  }
}
