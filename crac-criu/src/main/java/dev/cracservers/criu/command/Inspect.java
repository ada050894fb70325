// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.command;

import dev.cracservers.criu.image.ImageManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * {@code crac inspect}: what an image holds, and whether it is what was written. Arguments: the
 * image folder, {@code json} or {@code text}, {@code yes} or {@code no} for a verification.
 */
final class Inspect {
  private static final int DAMAGED = 4;

  private Inspect() {}

  /** Prints it; ends with a status that {@code crac help} lists. */
  public static void main(String[] arguments) throws IOException {
    Path image = Path.of(arguments[0]);
    boolean json = arguments[1].equals("json");
    boolean verify = arguments[2].equals("yes");
    ImageManifest manifest = ImageManifest.read(image);
    ImageSummary summary =
        new ImageSummary(image.toString(), Files.getOwner(image).getName(), manifest);
    ImageVerification verification =
        new ImageVerification(image, manifest, text -> System.err.println("crac: " + text));
    List<String> damage = verify ? verification.run() : List.of();
    if (json) {
      Map<String, Object> object = summary.toJson();
      if (verify) {
        object.put("damage", damage);
        object.put("digestsCompared", verification.comparedByDigest());
      }
      System.out.println(Json.write(object));
    } else {
      System.out.print(summary);
      if (verify) {
        System.out.print(verdict(damage, verification.comparedByDigest()));
      }
    }
    System.exit(damage.isEmpty() ? 0 : DAMAGED);
  }

  private static String verdict(List<String> damage, int compared) {
    if (!damage.isEmpty()) {
      return "\nDamaged:\n  " + String.join("\n  ", damage) + "\n";
    }
    return compared == 0
        ? "\nAll sizes are as they were written; the manifest has no digests to compare.\n"
        : "\nAll sizes, and the digests of " + compared + " files, are as they were written.\n";
  }
}
