// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

final class RunningHikariTest extends AllContracts {
  RunningHikariTest() {
    super(PoolKind.HIKARI_RUNNING, Database.POSTGRES);
  }
}
