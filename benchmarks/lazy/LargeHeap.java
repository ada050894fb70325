// SPDX-License-Identifier: Apache-2.0
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.util.Random;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;

/** A server each of whose answers needs 100 random bytes of a heap of as many MB as its argument says. */
public final class LargeHeap implements Resource {
  private final Random random = new Random();
  private final byte[][] heap;
  private HttpServer server;

  private LargeHeap(int megabytes) {
    heap = new byte[megabytes * 16][1 << 16];
    for (byte[] part : heap) {
      random.nextBytes(part);
    }
  }

  public static void main(String[] arguments) throws Exception {
    LargeHeap self = new LargeHeap(Integer.parseInt(arguments[0]));
    Core.getGlobalContext().register(self);
    self.afterRestore(null);
    System.out.println("ready");
    Thread.currentThread().join();
  }

  private String answer() {
    long sum = 0;
    for (int i = 0; i < 100; i++) {
      byte[] part = heap[random.nextInt(heap.length)];
      sum += part[random.nextInt(part.length)];
    }
    return Long.toString(sum);
  }

  @Override
  public void beforeCheckpoint(Context<? extends Resource> context) {
    server.stop(0);
  }

  @Override
  public void afterRestore(Context<? extends Resource> context) throws Exception {
    int port = Integer.getInteger("port");
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = answer().getBytes();
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }
}
