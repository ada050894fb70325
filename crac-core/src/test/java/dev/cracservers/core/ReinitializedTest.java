// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ReinitializedTest {
  private final AtomicInteger calls = new AtomicInteger();
  private final Reinitialized<Integer> value = Reinitialized.of(calls::incrementAndGet);

  @Test
  void itIsInitialisedOnceAtFirst() {
    assertThat(value.get()).isEqualTo(1);
    assertThat(value.get()).isEqualTo(1);
  }

  @Test
  void aRestoreInitialisesItAgainBeforeAnythingReopens() throws Exception {
    try (Scene scene = Scene.of("a")) {
      List<Integer> seen = new ArrayList<>();
      scene.resource(0).on(Phase.REOPEN, () -> seen.add(value.get()));
      scene.cycle().drain();
      scene.cycle().close();
      scene.becomeRestored();
      scene.cycle().reopen();

      assertThat(seen).containsExactly(2);
    }
  }

  @Test
  void aProcessThatIsNotRestoredKeepsIt() throws Exception {
    try (Scene scene = Scene.of("a")) {
      scene.cycle().drain();
      scene.cycle().close();
      scene.cycle().goBack();

      assertThat(value.get()).isEqualTo(1);
    }
  }

  @Test
  void valuesAreInitialisedInTheOrderTheyWereMade() {
    List<String> order = new ArrayList<>();
    Reinitialized<Boolean> first = Reinitialized.of(() -> order.add("first"));
    Reinitialized<Boolean> second = Reinitialized.of(() -> order.add("second"));
    order.clear();

    Reinitialized.initializeAll();

    assertThat(order).containsExactly("first", "second");
    assertThat(first.get()).isEqualTo(second.get());
  }

  @Test
  void oneThatFailsDoesNotStopTheOthers() {
    boolean[] broken = {false};
    Reinitialized<Integer> failing = Reinitialized.of(() -> failIf(broken[0]));
    Reinitialized<Integer> failingToo = Reinitialized.of(() -> failIf(broken[0]));
    AtomicInteger made = new AtomicInteger();
    Reinitialized<Integer> after = Reinitialized.of(made::incrementAndGet);
    broken[0] = true;

    assertThatIllegalStateException()
        .isThrownBy(Reinitialized::initializeAll)
        .withRootCauseInstanceOf(StackOverflowError.class)
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));

    broken[0] = false;
    assertThat(failingToo.get()).isEqualTo(0);
    assertThat(failing.get()).isEqualTo(0);
    assertThat(after.get()).isEqualTo(2);
  }

  @Test
  void oneThatIsNoLongerUsedIsNotKept() throws Exception {
    WeakReference<Object> dropped = new WeakReference<>(Reinitialized.of(Object::new));

    boolean gone =
        Deadline.after(Duration.ofSeconds(20))
            .await(
                () -> {
                  System.gc();
                  return dropped.refersTo(null);
                });

    assertThat(gone).isTrue();
    assertThatNoException().isThrownBy(Reinitialized::initializeAll);
  }

  private static int failIf(boolean broken) {
    if (broken) {
      throw new StackOverflowError();
    }
    return 0;
  }
}
