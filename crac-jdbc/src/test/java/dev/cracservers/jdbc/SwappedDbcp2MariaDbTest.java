// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

final class SwappedDbcp2MariaDbTest extends AllContracts {
  SwappedDbcp2MariaDbTest() {
    super(PoolKind.DBCP2_SWAPPED, Database.MARIADB);
  }
}
