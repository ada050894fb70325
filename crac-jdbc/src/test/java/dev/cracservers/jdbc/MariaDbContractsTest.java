// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The contracts of every pool on MariaDB, with its own driver or that of MySQL. */
@ParameterizedClass
@EnumSource
final class MariaDbContractsTest extends AllContracts {
  private static final Set<PoolKind> WITH_MYSQL =
      EnumSet.of(
          PoolKind.HIKARI_RUNNING,
          PoolKind.DBCP2_IN_PLACE,
          PoolKind.TOMCAT_SWAPPED,
          PoolKind.AGROAL_SWAPPED);

  MariaDbContractsTest(PoolKind kind) {
    super(kind, WITH_MYSQL.contains(kind) ? Database.MYSQL : Database.MARIADB);
  }
}
