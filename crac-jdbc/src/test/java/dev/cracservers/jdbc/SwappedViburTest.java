// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

final class SwappedViburTest extends AllContracts {
  SwappedViburTest() {
    super(PoolKind.VIBUR_SWAPPED, Database.POSTGRES);
  }
}
