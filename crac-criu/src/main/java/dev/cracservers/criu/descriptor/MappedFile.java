// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.descriptor;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A file that is mapped into the memory of this process, from {@code /proc/self/maps}.
 *
 * @param path its path, or the one it had
 * @param deleted whether nothing has that path any more
 * @param written whether what this process writes there is written to the file
 * @param executable whether it is, in part, program code
 * @param bytes how much of it is mapped
 */
public record MappedFile(
    String path, boolean deleted, boolean written, boolean executable, long bytes) {
  private static final Path MAPS = Path.of("/proc/self/maps");
  private static final String DELETED = " (deleted)";

  /** These look like files, and are memory. */
  private static final List<String> MEMORY = List.of("/memfd:", "/dev/zero", "/SYSV", "/[aio]");

  /** Java takes the names of files for text in this encoding. */
  private static final Charset NAMES = Charset.forName(System.getProperty("sun.jnu.encoding"));

  private static final int HEX = 16;

  /** Returns what is mapped now. */
  public static Collection<MappedFile> all() throws IOException {
    try (Stream<String> lines = Files.lines(MAPS, StandardCharsets.ISO_8859_1)) {
      return of(lines.toList());
    }
  }

  static Collection<MappedFile> of(List<String> maps) {
    Map<String, MappedFile> files = new LinkedHashMap<>();
    for (String line : maps) {
      int slash = line.indexOf('/');
      if (slash >= 0 && MEMORY.stream().noneMatch(prefix -> line.startsWith(prefix, slash))) {
        files.merge(line.substring(slash), read(line, slash), MappedFile::with);
      }
    }
    return files.values();
  }

  private static MappedFile read(String line, int slash) {
    String[] fields = line.split(" ", 3);
    String[] range = fields[0].split("-", 2);
    String mode = fields[1];
    String name = line.substring(slash);
    boolean deleted = name.endsWith(DELETED);
    return new MappedFile(
        deleted ? name.substring(0, name.length() - DELETED.length()) : name,
        deleted,
        mode.matches(".w.s"),
        mode.charAt(2) == 'x',
        Long.parseUnsignedLong(range[1], HEX) - Long.parseUnsignedLong(range[0], HEX));
  }

  /** Returns where it is; empty if this Java cannot name it, or it was renamed meanwhile. */
  public Optional<Path> find() {
    try {
      byte[] name = path.getBytes(StandardCharsets.ISO_8859_1);
      return Optional.of(Path.of(new String(name, NAMES))).filter(Files::exists);
    } catch (InvalidPathException notInThisEncoding) {
      return Optional.empty();
    }
  }

  private MappedFile with(MappedFile other) {
    return new MappedFile(
        path,
        deleted,
        written || other.written,
        executable || other.executable,
        bytes + other.bytes);
  }
}
