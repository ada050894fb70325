// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

final class UnixContractsTest extends WireContracts {
  UnixContractsTest() {
    super(Wire.UNIX);
  }
}
