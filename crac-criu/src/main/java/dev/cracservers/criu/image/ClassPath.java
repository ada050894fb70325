// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.image;

import java.io.File;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The jars, wars and native agents from which this process loads code: those of the class path, of
 * the module path and of the options of the JVM, those that their manifests name, and those of the
 * class loaders that have loaded a class. Many of them are opened only when a class is needed.
 */
public final class ClassPath {
  private static final List<String> PROPERTIES = List.of("java.class.path", "jdk.module.path");
  private static final Pattern SEPARATOR = Pattern.compile(Pattern.quote(File.pathSeparator));
  private static final Pattern JAVA_AGENT = Pattern.compile("-javaagent:([^=]+)(=.*)?");
  private static final Pattern NATIVE_AGENT = Pattern.compile("-agentpath:([^=]+)(=.*)?");
  private static final String BOOT = "-Xbootclasspath/a:";

  private static volatile @Nullable Instrumentation instrumentation;

  private final Set<Path> files = new LinkedHashSet<>();
  private final Deque<Path> unread = new ArrayDeque<>();

  private ClassPath() {}

  /** Without it, only loaders of the application's own are not known. */
  public static void use(Instrumentation ofTheAgent) {
    instrumentation = ofTheAgent;
  }

  /** Returns those of this process that exist. */
  static Set<Path> files() throws IOException {
    ClassPath all = new ClassPath();
    for (String property : PROPERTIES) {
      all.addElements(System.getProperty(property, ""));
    }
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      all.addOption(option);
    }
    Instrumentation classes = instrumentation;
    if (classes != null) {
      all.addLoaded(classes.getAllLoadedClasses());
    }
    return all.closure();
  }

  /** Returns those of a class path that exist, with those that their manifests name. */
  static Set<Path> files(String elements) throws IOException {
    ClassPath all = new ClassPath();
    all.addElements(elements);
    return all.closure();
  }

  private void addElements(String elements) {
    SEPARATOR.splitAsStream(elements).filter(each -> !each.isEmpty()).forEach(this::add);
  }

  private void addOption(String option) {
    Stream.of(JAVA_AGENT, NATIVE_AGENT)
        .map(form -> form.matcher(option))
        .filter(matcher -> matcher.matches())
        .forEach(matcher -> add(matcher.group(1)));
    if (option.startsWith(BOOT)) {
      addElements(option.substring(BOOT.length()));
    }
  }

  private void addLoaded(Class<?>[] classes) {
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Class<?> each : classes) {
      ClassLoader loader = each.getClassLoader();
      if (loader == null) {
        continue;
      }
      if (loader instanceof URLClassLoader ofUrls && seen.add(loader)) {
        for (URL url : ofUrls.getURLs()) {
          find(url.toString()).ifPresent(this::add);
        }
      }
      CodeSource source = each.getProtectionDomain().getCodeSource();
      if (source != null && source.getLocation() != null && seen.add(source)) {
        find(source.getLocation().toString()).ifPresent(this::add);
      }
    }
  }

  private void add(String element) {
    try {
      add(Path.of(element));
    } catch (InvalidPathException notInThisEncoding) {
      // Java cannot open it either.
    }
  }

  private void add(Path element) {
    Path path = element.toAbsolutePath().normalize();
    if (!files.contains(path) && Files.isRegularFile(path)) {
      files.add(path);
      unread.add(path);
    }
  }

  /** Only files of the default file system: a jar within a jar is covered by the outer one. */
  private static Optional<Path> find(String url) {
    String location = url.startsWith("jar:file:") ? url.substring("jar:".length()) : url;
    int inner = location.indexOf("!/");
    try {
      return location.startsWith("file:")
          ? Optional.of(Path.of(URI.create(inner < 0 ? location : location.substring(0, inner))))
          : Optional.empty();
    } catch (IllegalArgumentException | FileSystemNotFoundException noFile) {
      return Optional.empty();
    }
  }

  private Set<Path> closure() throws IOException {
    while (!unread.isEmpty()) {
      Path archive = unread.remove();
      try (JarFile jar = new JarFile(archive.toFile())) {
        Manifest manifest = jar.getManifest();
        if (manifest != null) {
          addNamed(archive.toUri(), manifest.getMainAttributes());
        }
      } catch (IOException noArchive) {
        // The JVM passes over what it cannot read, too, or it is a library.
      }
    }
    return files;
  }

  private void addNamed(URI archive, Attributes attributes) {
    for (String name : List.of("Class-Path", "Boot-Class-Path")) {
      String value = attributes.getValue(name);
      for (String element : value == null ? new String[0] : value.strip().split("\\s+", -1)) {
        try {
          find(archive.resolve(element).toString()).ifPresent(this::add);
        } catch (IllegalArgumentException noUrl) {
          // Class loaders pass over it, too.
        }
      }
    }
  }
}
