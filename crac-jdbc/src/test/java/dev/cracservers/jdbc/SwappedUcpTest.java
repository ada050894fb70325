// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

final class SwappedUcpTest extends AllContracts {
  SwappedUcpTest() {
    super(PoolKind.UCP_SWAPPED, Database.POSTGRES);
  }
}
