// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.descriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cracservers.criu.descriptor.ResourcePolicy.Action;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ResourcePoliciesTest {
  private static final Socket LISTENING =
      new Socket("tcp6", "[0:0:0:0:0:0:0:1]:8080", "[0:0:0:0:0:0:0:0]:*", 0, "listening");
  private static final Socket CONNECTED =
      new Socket("tcp", "127.0.0.1:40000", "127.0.0.1:5432", 5432, "established");
  private static final Socket LOCAL = new Socket("unix", "stream /run/agent.sock", "", 0, "");

  @Test
  void theFirstRuleThatMatchesHolds() {
    ResourcePolicies rules =
        parse(
            "type: file", "path: /var/**", "action: close", "---", "type: FILE", "action: IGNORE");
    assertThat(action(rules, file("/var/log/a"))).isEqualTo(Action.CLOSE);
    assertThat(action(rules, file("/srv/b"))).isEqualTo(Action.IGNORE);
    assertThat(rules.find(socket(LISTENING))).isEmpty();
  }

  @Test
  void standardInputAndOutputHaveNoRules() {
    assertThat(parse("type: file", "action: close").find(descriptor(1, "/dev/null", null)))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "family, ipv6, true, false, false",
    "family, INET4, false, true, false",
    "family, ip, true, true, false",
    "family, unix, false, false, true",
    "localPort, 8080, true, false, false",
    "localAddress, ::1, true, false, false",
    "remotePort, 5432, false, true, false",
    "remotePort, *, false, true, false",
    "remoteAddress, localhost, false, true, false",
    "localPath, /run/*.sock, false, false, true"
  })
  void socketsAreTold(
      String name, String value, boolean listening, boolean connected, boolean local) {
    ResourcePolicies rules = parse("type: socket", name + ": " + value, "action: error");
    assertThat(rules.find(socket(LISTENING)).isPresent()).isEqualTo(listening);
    assertThat(rules.find(socket(CONNECTED)).isPresent()).isEqualTo(connected);
    assertThat(rules.find(socket(LOCAL)).isPresent()).isEqualTo(local);
  }

  @Test
  void descriptorsAreToldByNumberAndDescription() {
    assertThat(
            parse("type: filedescriptor", "value: 9", "action: close")
                .find(descriptor(9, "anon_inode:inotify", null)))
        .isPresent();
    assertThat(
            parse("type: filedescriptor", "regex: .*inotify", "action: close")
                .find(descriptor(9, "anon_inode:[eventpoll]", null)))
        .isEmpty();
    assertThat(action(parse("type: pipe", "action: close"), descriptor(9, "pipe:[1]", null)))
        .isEqualTo(Action.CLOSE);
  }

  @Test
  void onlyARuleThatNamesListenersClosesOne() {
    for (String action : List.of("close", "warn-close")) {
      ResourcePolicies all = parse("type: socket", "action: " + action);
      assertThat(all.find(socket(LISTENING))).isEmpty();
      assertThat(all.find(socket(CONNECTED))).isPresent();
      assertThat(all.reservations())
          .singleElement()
          .asString()
          .contains("rules.yaml:1: closes connections only", "`listening: true`");
      ResourcePolicies listeners = parse("type: socket", "listening: true", "action: " + action);
      assertThat(listeners.find(socket(LISTENING))).isPresent();
      assertThat(listeners.find(socket(CONNECTED))).isEmpty();
      assertThat(listeners.reservations()).isEmpty();
      ResourcePolicies number = parse("type: filedescriptor", "value: 9", "action: " + action);
      assertThat(number.find(socket(LISTENING))).isEmpty();
      assertThat(number.find(socket(CONNECTED))).isPresent();
    }
    assertThat(
            parse("type: filedescriptor", "regex: .* listening", "action: close")
                .find(socket(LISTENING)))
        .isPresent();
    assertThat(parse("type: socket", "action: ignore").find(socket(LISTENING))).isPresent();
    assertThat(parse("type: socket", "listening: false", "action: ignore").find(socket(LISTENING)))
        .isEmpty();
  }

  @Test
  void whatAStockJdkDoesNotDoIsSaid() {
    assertThat(
            parse(
                    "type: socket",
                    "action: reopen",
                    "---",
                    "type: file",
                    "action: reopen",
                    "---",
                    "type: socket",
                    "remotePath: /run/a",
                    "action: ignore")
                .reservations())
        .hasSize(3)
        .allMatch(text -> text.matches("rules\\.yaml:(1|4|7): .*"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "type: disk; action: close|rules.yaml:1: type cannot be 'disk'",
        "type: file|rules.yaml:1: the rule has no action",
        "action: close|rules.yaml:1: the rule has no type",
        "type: file; action: shut|action cannot be 'shut'",
        "type: file; localPort: 1; action: close|a rule of type file has no localPort",
        "type: socket; localPort: http; action: close|localPort cannot be 'http'",
        "type: socket; listening: maybe; action: close|listening cannot be 'maybe'",
        "type: socket; family: ax25; action: close|family cannot be 'ax25'",
        "type: filedescriptor; regex: (; action: close|regex cannot be '('",
        "type: pipe; action: reopen|what is of type pipe cannot be opened again",
        "type: pipe; action: close; ---; gibberish|rules.yaml:4: 'gibberish' is not NAME: VALUE"
      })
  void aRuleThatSaysNothingIsRefusedWithItsPlace(String lines, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse(lines.split("; ")))
        .withMessageContaining(reason);
  }

  private static ResourcePolicies parse(String... lines) {
    return ResourcePolicies.parse("rules.yaml", List.of(lines));
  }

  private static Action action(ResourcePolicies rules, Descriptor descriptor) {
    return rules.find(descriptor).orElseThrow().action();
  }

  private static Descriptor file(String path) {
    return descriptor(9, path, null);
  }

  private static Descriptor socket(Socket socket) {
    return descriptor(9, "socket:[4711]", socket);
  }

  private static Descriptor descriptor(
      int number, String target, @org.jspecify.annotations.Nullable Socket socket) {
    return new Descriptor(number, target, Descriptor.REGULAR, List.of(), socket);
  }
}
