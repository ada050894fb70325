// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.descriptor;

import dev.cracservers.criu.CheckpointException;

/**
 * Something was open that cannot be in an image, so none was taken. It comes as a suppressed
 * exception of {@link CheckpointException}, one for each descriptor, and names the descriptor, what
 * it is, who seems to hold it and what to do.
 */
public class CheckpointOpenResourceException extends Exception {
  private static final long serialVersionUID = 1L;

  CheckpointOpenResourceException(String message) {
    super(message);
  }
}
