// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.testkit;

import java.util.List;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;

/**
 * Somebody else's resource in org.crac's list, which writes down its calls. Closed after its test,
 * since org.crac forgets it only when it is collected.
 */
final class Bystander implements Resource, AutoCloseable {
  private final String name;
  private final List<String> trail;
  private TestAction before = () -> {};
  private TestAction after = () -> {};
  private volatile boolean closed;

  private Bystander(String name, List<String> trail) {
    this.name = name;
    this.trail = trail;
  }

  static Bystander register(String name, List<String> trail) {
    Bystander bystander = new Bystander(name, trail);
    Core.getGlobalContext().register(bystander);
    return bystander;
  }

  Bystander before(TestAction action) {
    before = action;
    return this;
  }

  Bystander after(TestAction action) {
    after = action;
    return this;
  }

  @Override
  public void beforeCheckpoint(Context<? extends Resource> context) throws Exception {
    if (!closed) {
      trail.add("before " + name);
      before.run();
    }
  }

  @Override
  public void afterRestore(Context<? extends Resource> context) throws Exception {
    if (!closed) {
      trail.add("after " + name);
      after.run();
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
