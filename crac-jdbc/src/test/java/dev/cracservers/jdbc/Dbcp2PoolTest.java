// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

final class Dbcp2PoolTest extends AllContracts {
  Dbcp2PoolTest() {
    super(PoolKind.DBCP2_IN_PLACE, Database.POSTGRES);
  }
}
