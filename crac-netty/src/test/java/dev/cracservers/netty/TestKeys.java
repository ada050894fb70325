// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.netty;

import dev.cracservers.testkit.SelfSignedKey;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Path;
import javax.net.ssl.KeyManagerFactory;

/** What Netty's servers and clients take of a key. */
record TestKeys(SelfSignedKey key) {

  static TestKeys create(Path folder) throws IOException, InterruptedException {
    return new TestKeys(SelfSignedKey.create(folder.resolve("keys.p12"), "localhost"));
  }

  SslContext serverContext(SslProvider provider) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(key.keyStore(), SelfSignedKey.PASSWORD.toCharArray());
    return SslContextBuilder.forServer(keys)
        .sslProvider(provider)
        .applicationProtocolConfig(
            alpn(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1))
        .build();
  }

  /** A client that speaks nothing but HTTP/2. */
  SslContext http2Client() throws Exception {
    return SslContextBuilder.forClient()
        .trustManager(key.certificate())
        .applicationProtocolConfig(alpn(ApplicationProtocolNames.HTTP_2))
        .build();
  }

  private static ApplicationProtocolConfig alpn(String... protocols) {
    return new ApplicationProtocolConfig(
        Protocol.ALPN,
        SelectorFailureBehavior.NO_ADVERTISE,
        SelectedListenerFailureBehavior.ACCEPT,
        protocols);
  }
}
