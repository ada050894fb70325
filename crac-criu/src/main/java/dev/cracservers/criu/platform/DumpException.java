// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.platform;

/** CRIU took no image. The message quotes its reason and says what to do. */
public final class DumpException extends Exception {
  private static final long serialVersionUID = 1L;

  public DumpException(String message) {
    super(message);
  }
}
