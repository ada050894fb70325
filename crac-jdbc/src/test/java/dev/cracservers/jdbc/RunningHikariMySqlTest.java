// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

final class RunningHikariMySqlTest extends AllContracts {
  RunningHikariMySqlTest() {
    super(PoolKind.HIKARI_RUNNING, Database.MYSQL);
  }
}
