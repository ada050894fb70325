// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

final class TomcatPoolTest extends AllContracts {
  TomcatPoolTest() {
    super(PoolKind.TOMCAT_IN_PLACE, Database.POSTGRES);
  }
}
