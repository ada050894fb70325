// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

import dev.cracservers.criu.descriptor.DescriptorCheck;
import dev.cracservers.criu.descriptor.RuleClosing;
import dev.cracservers.criu.platform.ChildProcesses;
import dev.cracservers.criu.platform.CriuAbilities;
import dev.cracservers.criu.random.Randomness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A question of {@code crac doctor}: who would be told of a checkpoint now, what could not be in
 * its image, and what random numbers would be the same in each process restored from it. Only this
 * process can tell. Nothing is changed by it.
 *
 * @param answer the file that the answer goes to, at once
 */
public record Look(Path answer) {
  public static final String RESOURCES = "resources ";
  public static final String RANDOM = "random ";
  public static final String OPEN = "open ";
  public static final String CHILDREN = "children ";
  public static final String FAILED = "failed ";

  private static final String COMMAND = "look\t";

  /** Returns what a line asks; empty if it is no such question. */
  static Optional<Look> parse(String line) {
    return line.startsWith(COMMAND)
        ? Optional.of(new Look(Path.of(line.substring(COMMAND.length()))))
        : Optional.empty();
  }

  /** Returns the line that asks for it. */
  public String request() {
    return COMMAND + answer + "\n";
  }

  /** Answers it. */
  void reply() {
    try {
      Path part = answer.resolveSibling(answer.getFileName() + ".part");
      Files.write(part, lines());
      Files.move(part, answer, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException nobodyAsksAnyMore) {
      // Whoever asked took the folder along.
    }
  }

  private static List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(RESOURCES + Core.getGlobalContext().snapshot().size());
    Randomness.outOfReach().forEach(kind -> lines.add(RANDOM + oneLine(kind)));
    ChildProcesses.found().ifPresent(text -> lines.add(CHILDREN + text));
    try {
      new DescriptorCheck(CriuAbilities.here(), new RuleClosing())
          .refusals()
          .forEach(refusal -> lines.add(OPEN + oneLine(refusal.getMessage())));
    } catch (IOException | RuntimeException e) {
      lines.add(FAILED + oneLine(e.toString()));
    }
    return lines;
  }

  private static String oneLine(@Nullable String text) {
    return String.valueOf(text).replace('\n', ' ');
  }
}
