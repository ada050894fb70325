// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jdbc;

import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The contracts of every pool on PostgreSQL but for the one that has tests of its own. */
@ParameterizedClass
@EnumSource(mode = Mode.EXCLUDE, names = "HIKARI_BUILT")
final class PostgresContractsTest extends AllContracts {
  PostgresContractsTest(PoolKind kind) {
    super(kind, Database.POSTGRES);
  }
}
