// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.regex.Pattern;
import java.util.zip.ZipException;

/**
 * Gives an application the API org.crac if it has none, at the end of the system class path, where
 * class loaders of the application find it through their parent. One that brings its own keeps it:
 * half of the classes from one version and half from another would not fit each other.
 */
final class OrgCrac {
  private static final String CORE = "org/crac/Core.class";
  private static final Pattern NAME_IN_ARCHIVE =
      Pattern.compile("(.*/)?(org\\.)?crac-\\d[^/]*\\.jar");

  private OrgCrac() {}

  /** Appends the jar, unless the application has an org.crac of its own. */
  static void bring(Path jar, Instrumentation instrumentation) throws IOException {
    if (isVisible() || isInArchive(System.getProperty("java.class.path", ""))) {
      return;
    }
    try (JarFile ours = new JarFile(jar.toFile())) {
      instrumentation.appendToSystemClassLoaderSearch(ours);
    }
  }

  /** Whether it is on the class path or in a module of the application. */
  private static boolean isVisible() {
    return ClassLoader.getSystemResource(CORE) != null;
  }

  /** Whether it is a jar within a jar of the class path, as an executable jar or war has it. */
  static boolean isInArchive(String classPath) throws IOException {
    for (String element : classPath.split(File.pathSeparator, -1)) {
      if (!element.isEmpty() && Files.isRegularFile(Path.of(element)) && holdsOrgCrac(element)) {
        return true;
      }
    }
    return false;
  }

  private static boolean holdsOrgCrac(String file) throws IOException {
    try (JarFile archive = new JarFile(file)) {
      for (Enumeration<JarEntry> entries = archive.entries(); entries.hasMoreElements(); ) {
        JarEntry entry = entries.nextElement();
        if (NAME_IN_ARCHIVE.matcher(entry.getName()).matches()
            && holdsCore(archive.getInputStream(entry))) {
          return true;
        }
      }
    } catch (ZipException noArchive) {
      // The JVM passes over it too.
    }
    return false;
  }

  private static boolean holdsCore(InputStream nested) throws IOException {
    try (JarInputStream entries = new JarInputStream(nested)) {
      JarEntry entry = entries.getNextJarEntry();
      while (entry != null && !entry.getName().equals(CORE)) {
        entry = entries.getNextJarEntry();
      }
      return entry != null;
    }
  }
}
