// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit.simulated;

/** What org.crac hands over for each resource registered with it. */
public interface Resource {

  /** Called before the image, in reverse order of registration. */
  void beforeCheckpoint(Context context) throws Exception;

  /** Called after the image, or after a failure before it, in order of registration. */
  void afterRestore(Context context) throws Exception;
}
