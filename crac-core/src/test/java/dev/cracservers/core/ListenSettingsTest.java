// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cracservers.core.sockets.ListenSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ListenSettingsTest {
  private static final InetSocketAddress BEFORE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080);

  private final ListenSettings settings = new ListenSettings("listen-test");
  private final Map<String, String> environment = new HashMap<>();

  @Test
  void whatARestoreDoesNotSayStaysAsItWas() throws Exception {
    assertThat(settings.after(BEFORE, context(true))).isEqualTo(BEFORE);

    environment.put("listen-test.port", " 9090 ");
    assertThat(settings.after(BEFORE, context(true)))
        .isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9090));

    environment.clear();
    environment.put("listen-test.host", " 127.0.0.2 ");
    assertThat(settings.after(BEFORE, context(true)))
        .isEqualTo(
            new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 2}), 8080));
  }

  @Test
  void anyFreePortAndAllAddressesCanBeSaid() {
    environment.put("listen-test.port", "0");
    environment.put("listen-test.host", "");

    assertThat(settings.after(BEFORE, context(true))).isEqualTo(new InetSocketAddress(0));
  }

  @Test
  void whoWasNotRestoredListensWhereItDid() {
    environment.put("listen-test.port", "9090");

    assertThat(settings.after(BEFORE, context(false))).isEqualTo(BEFORE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "65536", "http", ""})
  void whatIsNoPortIsAClearError(String value) {
    environment.put("listen-test.port", value);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings.after(BEFORE, context(true)))
        .withMessage(
            "the setting listen-test.port must be a port from 0 to 65535, but is '%s'", value);
  }

  private RestoreContext context(boolean restored) {
    return new RestoreContext(
        restored,
        Duration.ZERO,
        Duration.ZERO,
        UUID.randomUUID(),
        new RestoreSettings(environment::get),
        Deadline.after(Duration.ZERO));
  }
}
