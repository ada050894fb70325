// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu;

/**
 * What org.crac registers with this engine. Applications implement {@code org.crac.Resource}
 * instead.
 */
public interface Resource {

  /**
   * Makes this resource fit for an image.
   *
   * @param context the context it is registered with
   * @throws Exception if it cannot be in an image; no image is taken then
   */
  void beforeCheckpoint(Context context) throws Exception;

  /**
   * Brings this resource back, in the restored process, or in this one if no image was taken.
   *
   * @param context the context it is registered with
   * @throws Exception if it is not usable
   */
  void afterRestore(Context context) throws Exception;
}
