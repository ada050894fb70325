// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

/** CRIU took no image. The message quotes its reason and says what to do. */
final class DumpException extends Exception {
  private static final long serialVersionUID = 1L;

  DumpException(String message) {
    super(message);
  }
}
