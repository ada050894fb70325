// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.jetty;

import dev.cracservers.core.CheckpointCoordinator;
import dev.cracservers.testkit.Gate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.crypto.SecretKey;
import javax.management.remote.JMXServiceURL;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.jmx.ConnectorServer;
import org.eclipse.jetty.server.CustomRequestLog;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLogWriter;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * A server of its own for real images, with HTTP/2 and HTTP/1.1 over TLS, a unix socket, a request
 * log and JMX: {@code SecureServer FOLDER PORT JMX-PORT drop|keep}. The folder holds {@code
 * keys.p12} and {@code password}. It writes its ticket key to {@code ticket-key} when it is asked
 * for {@code /ticket-key}.
 */
final class SecureServer {
  private SecureServer() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    boolean keep = arguments[3].equals("keep");
    Server server = new Server();
    SslContextFactory.Server keys = new SslContextFactory.Server();
    keys.setKeyStorePath(folder.resolve("keys.p12").toString());
    keys.setKeyStorePassword(password(folder));
    HttpConnectionFactory http1 = new HttpConnectionFactory(new HttpConfiguration());
    ServerConnector secure =
        new ServerConnector(
            server,
            1,
            1,
            new SslConnectionFactory(keys, "alpn"),
            new ALPNServerConnectionFactory(),
            new HTTP2ServerConnectionFactory(http1.getHttpConfiguration()),
            http1);
    secure.setPort(Integer.parseInt(arguments[1]));
    secure.setHost("127.0.0.1");
    server.addConnector(secure);
    UnixDomainServerConnector unix = new UnixDomainServerConnector(server, 1, 1);
    unix.setUnixDomainPath(folder.resolve("server.sock"));
    server.addConnector(unix);
    server.setRequestLog(
        new CustomRequestLog(
            new RequestLogWriter(folder.resolve("requests.log").toString()), "%U"));
    server.addBean(
        new ConnectorServer(
            new JMXServiceURL(
                "service:jmx:rmi://localhost:%1$s/jndi/rmi://localhost:%1$s/jmxrmi"
                    .formatted(arguments[2])),
            "org.eclipse.jetty.jmx:name=rmiconnectorserver"));
    server.setHandler(
        new Handler.Sequence(new Extras(folder, keys), JettyFixture.answers(new Gate())));
    CheckpointCoordinator coordinator = CheckpointCoordinator.create();
    JettyServerResource.Builder builder = JettyServerResource.builder(server);
    coordinator.register(
        (keep ? builder : builder.keyStorePassword(() -> password(folder))).build());
    server.start();
    coordinator.applicationStarted();
    server.join();
  }

  private static String password(Path folder) {
    try {
      return Files.readString(folder.resolve("password"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Extras extends Handler.Abstract {
    private final Path folder;
    private final SslContextFactory.Server keys;

    Extras(Path folder, SslContextFactory.Server keys) {
      this.folder = folder;
      this.keys = keys;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      switch (Request.getPathInContext(request)) {
        case "/slow" ->
            request
                .getComponents()
                .getScheduler()
                .schedule(
                    () -> response.write(true, ByteBuffer.wrap(new byte[] {'s'}), callback),
                    1500,
                    TimeUnit.MILLISECONDS);
        case "/ticket-key" -> {
          writeTicketKey();
          response.write(true, ByteBuffer.wrap(new byte[] {'k'}), callback);
        }
        default -> {
          return false;
        }
      }
      return true;
    }

    /** Leaves no copy in the memory of this process. */
    private void writeTicketKey() throws Exception {
      Object context = keys.getSslContext().getServerSessionContext();
      Map<?, ?> byNumber = (Map<?, ?>) read(context, "keyHashMap");
      byte[] key = ((SecretKey) read(byNumber.values().iterator().next(), "key")).getEncoded();
      ByteBuffer direct = ByteBuffer.allocateDirect(key.length).put(key).flip();
      try (FileChannel file =
          FileChannel.open(
              folder.resolve("ticket-key"),
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        file.write(direct);
      }
      direct.clear().put(new byte[key.length]);
      Arrays.fill(key, (byte) 0);
    }

    private static Object read(Object holder, String name) throws Exception {
      Field field = holder.getClass().getDeclaredField(name);
      field.setAccessible(true);
      return field.get(holder);
    }
  }
}
