// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import org.junit.jupiter.api.Nested;

/**
 * The contracts of every pool on MariaDB, of some with the driver of MySQL: all of them for one
 * pool with each driver, for one in place and one that is built; that of CLOSE for the others.
 */
final class MariaDbContractsTest {

  @Nested
  final class HikariBuilt extends AllContracts {
    HikariBuilt() {
      super(PoolKind.HIKARI_BUILT, Database.MARIADB);
    }
  }

  @Nested
  final class HikariRunning extends AllContracts {
    HikariRunning() {
      super(PoolKind.HIKARI_RUNNING, Database.MYSQL);
    }
  }

  @Nested
  final class HikariSwapped extends CloseContract {
    HikariSwapped() {
      super(PoolKind.HIKARI_SWAPPED, Database.MARIADB);
    }
  }

  @Nested
  final class Dbcp2InPlace extends AllContracts {
    Dbcp2InPlace() {
      super(PoolKind.DBCP2_IN_PLACE, Database.MYSQL);
    }
  }

  @Nested
  final class TomcatInPlace extends CloseContract {
    TomcatInPlace() {
      super(PoolKind.TOMCAT_IN_PLACE, Database.MARIADB);
    }
  }

  @Nested
  final class AgroalInPlace extends CloseContract {
    AgroalInPlace() {
      super(PoolKind.AGROAL_IN_PLACE, Database.MARIADB);
    }
  }

  @Nested
  final class AgroalSwapped extends CloseContract {
    AgroalSwapped() {
      super(PoolKind.AGROAL_SWAPPED, Database.MYSQL);
    }
  }

  @Nested
  final class C3p0 extends CloseContract {
    C3p0() {
      super(PoolKind.C3P0_SWAPPED, Database.MARIADB);
    }
  }

  @Nested
  final class Vibur extends CloseContract {
    Vibur() {
      super(PoolKind.VIBUR_SWAPPED, Database.MARIADB);
    }
  }

  @Nested
  final class Ucp extends CloseContract {
    Ucp() {
      super(PoolKind.UCP_SWAPPED, Database.MARIADB);
    }
  }
}
