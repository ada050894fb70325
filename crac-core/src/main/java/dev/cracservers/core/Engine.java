// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which implementation org.crac uses. org.crac itself does not say: where it finds none
 * it calls nobody and its {@code checkpointRestore()} throws an exception without a text.
 *
 * <p>Follows the lookup of org.crac 1.5.0, {@code org.crac.Core.<clinit>}: the package named by the
 * system property, then {@code javax.crac}, then {@code jdk.crac}.
 */
final class Engine {
  private static final String COMPAT = "org.crac.Core.Compat";
  private static final List<String> ENGINE_TYPES =
      List.of("Resource", "Context", "Core", "CheckpointException", "RestoreException");
  private static final String REMEDY =
      " Start the server with `crac run java ...`, or with -D"
          + COMPAT
          + "=dev.cracservers.criu and crac-criu on the class path, or on a CRaC JDK.";

  private Engine() {}

  /** Returns why there is no checkpoint to be had in this process; empty if there is one. */
  static Optional<String> missing() {
    return missing(System.getProperty(COMPAT), Engine.class.getClassLoader());
  }

  static Optional<String> missing(@Nullable String compat, @Nullable ClassLoader loader) {
    ClassLoader ofOrgCrac;
    try {
      ofOrgCrac = Class.forName("org.crac.Core", false, loader).getClassLoader();
    } catch (ClassNotFoundException absent) {
      return Optional.of(
          "org.crac is not on the class path, so nobody can take a checkpoint:"
              + " add the dependency org.crac:crac.");
    }
    if (compat != null) {
      return firstMissingClass(compat, ofOrgCrac)
          .map(
              name ->
                  "-D"
                      + COMPAT
                      + "="
                      + compat
                      + " names no checkpoint engine: there is no class "
                      + name
                      + " where org.crac was loaded from. Is crac-criu on the class path?"
                      + REMEDY);
    }
    if (firstMissingClass("javax.crac", ofOrgCrac).isEmpty()
        || firstMissingClass("jdk.crac", ofOrgCrac).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "org.crac has no checkpoint engine: Java "
            + Runtime.version()
            + " is no CRaC JDK and -D"
            + COMPAT
            + " is not set."
            + REMEDY);
  }

  private static Optional<String> firstMissingClass(String engine, @Nullable ClassLoader loader) {
    for (String type : ENGINE_TYPES) {
      String name = engine + "." + type;
      try {
        Class.forName(name, false, loader);
      } catch (ClassNotFoundException | LinkageError absent) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }
}
