// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

final class HikariMariaDbTest extends AllContracts {
  HikariMariaDbTest() {
    super(PoolKind.HIKARI_BUILT, Database.MARIADB);
  }
}
