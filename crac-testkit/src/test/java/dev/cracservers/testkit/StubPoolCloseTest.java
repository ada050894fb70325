// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

final class StubPoolCloseTest extends PoolCloseContract {
  @Override
  protected PoolFixture start() {
    return new StubPool();
  }
}
