// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

/** A socket was open that cannot be in an image, so none was taken. */
public final class CheckpointOpenSocketException extends CheckpointOpenResourceException {
  private static final long serialVersionUID = 1L;

  CheckpointOpenSocketException(String message) {
    super(message);
  }
}
