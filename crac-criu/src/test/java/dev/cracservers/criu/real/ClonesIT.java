// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.testkit.real.RealCheckpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Processes restored from one image do not tell the same random numbers. */
@RealCheckpoint
class ClonesIT {
  private static final int CLONES = 5;
  private static final int DRAWS = 1000;
  private static final List<String> SOURCES =
      List.of(
          "standard",
          "new-standard",
          "strong",
          "old-SHA1PRNG",
          "old-DRBG",
          "new-SHA1PRNG",
          "new-DRBG",
          "uuid",
          "math",
          "shuffle",
          "random",
          "splittable",
          "old-thread",
          "new-thread");

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("dev.cracservers.criu.real.Trial#javaHomes")
  void tellOtherRandomNumbersSideBySide(Path javaHome) throws Exception {
    List<Clone> clones = new ArrayList<>();
    try (Trial trial = new Trial(folder.resolve("trial")).start(javaHome)) {
      String provider = trial.order("provider SHA1PRNG");
      assertThat(provider).isEqualTo("CRaC Servers");
      trial.checkpoint();
      for (int i = 0; i < CLONES; i++) {
        Path own = Files.createDirectory(folder.resolve("clone-" + i));
        clones.add(Clone.restore(own, trial.runFolder(), trial.image(), "--isolate"));
      }
      Map<String, List<String>> told = new LinkedHashMap<>();
      Set<String> seeded = new HashSet<>();
      for (Clone clone : clones) {
        for (String source : SOURCES) {
          told.computeIfAbsent(source, any -> new ArrayList<>())
              .addAll(clone.order("random " + source).lines().toList());
        }
        seeded.add(clone.order("seeded 4711") + clone.order("seeded-before"));
      }
      assertThat(seeded).hasSize(1);
      assertThat(told)
          .allSatisfy(
              (source, all) ->
                  assertThat(all).as(source).hasSize(CLONES * DRAWS).doesNotHaveDuplicates());
      for (Clone clone : clones) {
        clone.signal("TERM");
        assertThat(clone.awaitEnd()).isEqualTo(128 + 15);
      }
    } finally {
      clones.forEach(Clone::close);
    }
  }
}
