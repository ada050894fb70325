// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.descriptor;

/** A socket was open that cannot be in an image, so none was taken. */
public final class CheckpointOpenSocketException extends CheckpointOpenResourceException {
  private static final long serialVersionUID = 1L;

  public CheckpointOpenSocketException(String message) {
    super(message);
  }
}
