// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.spring;

import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.UpgradeProtocol;
import org.apache.coyote.UpgradeToken;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.coyote.http11.upgrade.UpgradeProcessorInternal;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's HTTP/2, with the settings of the one that the application sees, on connections that can
 * be drained. It stands before that one, since customizers may change it at any time.
 */
final class TomcatHttp2 implements UpgradeProtocol {
  private final Http2Protocol settings;

  private TomcatHttp2(Http2Protocol settings) {
    this.settings = settings;
  }

  /** Returns the given one in a form that can be drained, if that can be. */
  static @Nullable UpgradeProtocol drainable(@Nullable UpgradeProtocol protocol) {
    return protocol instanceof Http2Protocol http2 && isTomcats(http2)
        ? new TomcatHttp2(http2)
        : protocol;
  }

  /** One that is derived may make connections of its own. */
  static boolean isTomcats(UpgradeProtocol protocol) {
    return protocol.getClass() == Http2Protocol.class;
  }

  @Override
  public InternalHttpUpgradeHandler getInternalUpgradeHandler(
      SocketWrapperBase<?> socket, Adapter adapter, @Nullable Request upgraded) {
    return socket.hasAsyncIO()
        ? new TomcatHttp2Connection(settings, new CountedAdapter(adapter), upgraded, socket)
        : settings.getInternalUpgradeHandler(socket, adapter, upgraded);
  }

  @Override
  public Processor getProcessor(SocketWrapperBase<?> socket, Adapter adapter) {
    return new UpgradeProcessorInternal(
        socket,
        new UpgradeToken(
            getInternalUpgradeHandler(socket, adapter, null),
            null,
            null,
            settings.getUpgradeProtocolName()),
        null);
  }

  @Override
  public boolean accept(Request request) {
    return settings.accept(request);
  }

  @Override
  public @Nullable String getHttpUpgradeName(boolean secure) {
    return settings.getHttpUpgradeName(secure);
  }

  @Override
  public byte[] getAlpnIdentifier() {
    return settings.getAlpnIdentifier();
  }

  @Override
  public String getAlpnName() {
    return settings.getAlpnName();
  }
}
