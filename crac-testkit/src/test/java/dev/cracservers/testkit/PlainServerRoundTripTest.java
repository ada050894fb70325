// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

final class PlainServerRoundTripTest extends RoundTripContract {
  @Override
  protected ResourceFixture start() throws Exception {
    return new PlainServer(new Gate());
  }
}
