// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The manifest of an image as it is read again: names and values, of which some names recur. */
public final class ImageManifest {
  private final Map<String, List<String>> values = new LinkedHashMap<>();

  private ImageManifest() {}

  /** Reads that of an image folder. */
  public static ImageManifest read(Path image) throws IOException {
    return of(Files.readAllLines(image.resolve("manifest"), StandardCharsets.UTF_8));
  }

  public static ImageManifest of(List<String> lines) {
    ImageManifest manifest = new ImageManifest();
    for (String line : lines) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        manifest
            .values
            .computeIfAbsent(line.substring(0, equals), name -> new ArrayList<>())
            .add(line.substring(equals + 1));
      }
    }
    return manifest;
  }

  public Optional<String> find(String name) {
    return all(name).stream().findFirst();
  }

  public List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** Returns the values of names such as {@code file.x} by what comes behind the dot. */
  public Map<String, String> below(String name) {
    Map<String, String> below = new LinkedHashMap<>();
    values.forEach(
        (key, found) -> {
          if (key.startsWith(name + ".")) {
            below.put(key.substring(name.length() + 1), found.get(0));
          }
        });
    return below;
  }

  /** As {@link #below}, for numbers; what is none is left out. */
  public Map<String, Long> numbersBelow(String name) {
    Map<String, Long> numbers = new LinkedHashMap<>();
    below(name)
        .forEach(
            (key, value) -> {
              if (value.matches("\\d{1,18}")) {
                numbers.put(key, Long.valueOf(value));
              }
            });
    return numbers;
  }
}
