// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.descriptor;

/** A file was open that cannot be in an image, so none was taken. */
public final class CheckpointOpenFileException extends CheckpointOpenResourceException {
  private static final long serialVersionUID = 1L;

  CheckpointOpenFileException(String message) {
    super(message);
  }
}
