// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

final class AgroalPoolTest extends AllContracts {
  AgroalPoolTest() {
    super(PoolKind.AGROAL_IN_PLACE, Database.POSTGRES);
  }
}
