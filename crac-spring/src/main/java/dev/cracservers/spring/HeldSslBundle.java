// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;

/** A bundle under a name of its own, whose keys can be dropped and read again. Thread-safe. */
final class HeldSslBundle implements SslBundle {
  private final String name;
  private volatile @Nullable SslBundle now;

  HeldSslBundle(String name, SslBundle now) {
    this.name = name;
    this.now = now;
  }

  void hold(SslBundle fresh) {
    now = fresh;
  }

  void drop() {
    now = null;
  }

  @Override
  public SslStoreBundle getStores() {
    return now().getStores();
  }

  @Override
  public SslBundleKey getKey() {
    return now().getKey();
  }

  @Override
  public SslOptions getOptions() {
    return now().getOptions();
  }

  @Override
  public String getProtocol() {
    return now().getProtocol();
  }

  @Override
  public SslManagerBundle getManagers() {
    return now().getManagers();
  }

  private SslBundle now() {
    SslBundle held = now;
    if (held == null) {
      throw new IllegalStateException(
          "the keys of the SSL bundle '" + name + "' are dropped for a checkpoint");
    }
    return held;
  }
}
