// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

final class SwappedHikariTest extends AllContracts {
  SwappedHikariTest() {
    super(PoolKind.HIKARI_SWAPPED, Database.POSTGRES);
  }
}
