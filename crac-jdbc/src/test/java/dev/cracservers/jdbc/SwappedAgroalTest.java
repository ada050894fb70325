// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

final class SwappedAgroalTest extends AllContracts {
  SwappedAgroalTest() {
    super(PoolKind.AGROAL_SWAPPED, Database.POSTGRES);
  }
}
