// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

final class SwappedC3p0Test extends AllContracts {
  SwappedC3p0Test() {
    super(PoolKind.C3P0_SWAPPED, Database.POSTGRES);
  }
}
