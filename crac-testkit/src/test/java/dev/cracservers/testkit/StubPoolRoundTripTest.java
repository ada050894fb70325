// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

final class StubPoolRoundTripTest extends RoundTripContract {
  @Override
  protected ResourceFixture start() {
    return new StubPool();
  }
}
