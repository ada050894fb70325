// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

final class HttpsContractsTest extends WireContracts.OnTcp {
  HttpsContractsTest() {
    super(Wire.HTTPS);
  }
}
