// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

final class H2cContractsTest extends WireContracts.OnTcp {
  H2cContractsTest() {
    super(Wire.H2C);
  }
}
