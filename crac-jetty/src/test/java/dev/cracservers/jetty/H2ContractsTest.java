// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

final class H2ContractsTest extends WireContracts.OnTcp {
  H2ContractsTest() {
    super(Wire.H2);
  }
}
