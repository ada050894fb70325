// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.image;

import dev.cracservers.criu.platform.ChildProcesses;
import dev.cracservers.criu.platform.CriuAbilities;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * How a dump ended in the process that was not dumped, as the shell that ran CRIU wrote it down: a
 * word, and numbers behind it.
 */
final class DumpOutcome {
  private static final int CANNOT_EXECUTE = 126;
  private static final int NOT_FOUND = 127;
  private static final int SIGNALLED = 128;
  private static final long NEARLY_FULL_KIB = 256;

  private final String word;
  private final long[] numbers;

  private DumpOutcome(String word, long[] numbers) {
    this.word = word;
    this.numbers = numbers;
  }

  static DumpOutcome parse(String line) {
    String[] words = line.strip().split(" ", -1);
    long[] numbers = new long[words.length - 1];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Long.parseLong(words[i + 1]);
    }
    return new DumpOutcome(words[0], numbers);
  }

  /** The process is a restored one. */
  static DumpOutcome restored() {
    return new DumpOutcome("restored", new long[0]);
  }

  /** The shell itself was killed, and left nothing. */
  static DumpOutcome killed() {
    return new DumpOutcome("killed", new long[0]);
  }

  /** The folder of the image was removed meanwhile, and with it what the shell left. */
  static DumpOutcome gone() {
    return new DumpOutcome("gone", new long[0]);
  }

  /** Returns whether an image was taken. */
  boolean isDone() {
    return word.equals("done");
  }

  /** Returns why there is no image, and what to do about it. */
  String explain(String criu, ImageFolder image) {
    return switch (word) {
      case "status" -> explainStatus(criu, image.log(), (int) numbers[0], numbers[1]);
      case "stalled" ->
          "CRIU wrote nothing for "
              + numbers[0]
              + " s and was ended. Remedy: look at the disk of "
              + image.path()
              + " and at "
              + image.log();
      case "unfinished" ->
          "the image was not completed within "
              + numbers[0]
              + " s. Remedy: look at the disk of "
              + image.path()
              + " and at those of the class path.";
      case "incomplete" ->
          "the image could not be put into " + image.path() + space(image.path(), numbers[0]);
      case "children" -> ChildProcesses.explain(Arrays.stream(numbers).boxed().toList());
      case "gone" ->
          "the image folder "
              + image.path()
              + " was removed meanwhile. Remedy: take the checkpoint again, and let nobody remove"
              + " it.";
      case "killed" -> "the shell that ran CRIU was killed. Remedy: take the checkpoint again.";
      default -> "unknown outcome " + word;
    };
  }

  private static String explainStatus(String criu, Path log, int status, long freeKib) {
    if (status == NOT_FOUND) {
      return CriuAbilities.missing(criu);
    }
    if (status == CANNOT_EXECUTE) {
      return CriuAbilities.notExecutable(criu);
    }
    if (status > SIGNALLED) {
      return "CRIU was killed by signal "
          + (status - SIGNALLED)
          + ". Remedy: take the checkpoint again, with enough memory if the kernel did it.";
    }
    String space = space(log, freeKib);
    return space.isEmpty() ? CriuLog.explain(log) : "CRIU ended with exit status " + status + space;
  }

  /** A full disk takes not even the error message of CRIU, so it has to be looked at instead. */
  private static String space(Path place, long freeKib) {
    return freeKib >= NEARLY_FULL_KIB
        ? ""
        : ": its disk is full, "
            + freeKib
            + " KiB are left at "
            + place
            + ". Remedy: make room, or name another folder with --image.";
  }
}
