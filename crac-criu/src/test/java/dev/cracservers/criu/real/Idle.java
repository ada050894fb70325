// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.real;

import java.util.concurrent.CountDownLatch;

/** A program that has nothing to do with us, and nothing to do. */
final class Idle {
  private Idle() {}

  /** Says that it is there, and waits. */
  public static void main(String[] arguments) throws InterruptedException {
    System.out.println("up");
    new CountDownLatch(1).await();
  }
}
