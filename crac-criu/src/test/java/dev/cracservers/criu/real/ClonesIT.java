// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cracservers.testkit.real.RealCheckpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  void tellOtherRandomNumbers(Path javaHome) throws Exception {
    try (Trial trial = new Trial(folder).start(javaHome)) {
      String provider = trial.order("provider SHA1PRNG");
      assertThat(provider).isEqualTo("CRaC Servers");
      trial.checkpoint();
      Map<String, List<String>> told = new LinkedHashMap<>();
      for (int clone = 0; clone < CLONES; clone++) {
        trial.restore();
        for (String source : SOURCES) {
          told.computeIfAbsent(source, any -> new ArrayList<>())
              .addAll(trial.order("random " + source).lines().toList());
        }
        told.computeIfAbsent("seeded", any -> new ArrayList<>()).add(trial.order("seeded 4711"));
        trial.server().terminate();
      }
      List<String> seeded = told.remove("seeded");
      assertThat(seeded).hasSize(CLONES).containsOnly(seeded.get(0));
      assertThat(told)
          .allSatisfy(
              (source, all) ->
                  assertThat(all).as(source).hasSize(CLONES * DRAWS).doesNotHaveDuplicates());
    }
  }
}
