// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cracservers.core.CheckpointSettings.OnDrainTimeout;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CheckpointSettingsTest {
  private final CheckpointSettings defaults = CheckpointSettings.defaults();

  @Test
  void everyPhaseHasADeadlineAndLoadIsNeverCutUnasked() {
    assertThat(defaults.deadline(Phase.DRAIN)).isEqualTo(Duration.ofSeconds(30));
    assertThat(defaults.deadline(Phase.CLOSE)).isEqualTo(Duration.ofSeconds(10));
    assertThat(defaults.deadline(Phase.RESTORE)).isEqualTo(Duration.ofSeconds(10));
    assertThat(defaults.deadline(Phase.REOPEN)).isEqualTo(Duration.ofSeconds(30));
    assertThat(defaults.deadline(Phase.REBIND)).isEqualTo(Duration.ofSeconds(10));
    assertThat(defaults.onDrainTimeout()).isEqualTo(OnDrainTimeout.ABORT);
  }

  @Test
  void aChangeIsMadeInACopy() {
    CheckpointSettings changed =
        defaults
            .withDeadline(Phase.CLOSE, Duration.ofMillis(7))
            .withOnDrainTimeout(OnDrainTimeout.FORCE);

    assertThat(changed.deadline(Phase.CLOSE)).isEqualTo(Duration.ofMillis(7));
    assertThat(changed.onDrainTimeout()).isEqualTo(OnDrainTimeout.FORCE);
    assertThat(defaults.deadline(Phase.CLOSE)).isEqualTo(Duration.ofSeconds(10));
    assertThat(defaults.onDrainTimeout()).isEqualTo(OnDrainTimeout.ABORT);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1})
  void aDeadlineThatIsNotPositiveIsRefused(long seconds) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> defaults.withDeadline(Phase.DRAIN, Duration.ofSeconds(seconds)))
        .withMessageContainingAll("DRAIN", "must be positive");
  }
}
