// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/** Starts a command that becomes a server, and asks it 2,000 times: arguments are the port and the command. */
public final class FirstAnswers {
  private static final int ANSWERS = 2000;

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    long begun = System.nanoTime();
    Process server =
        new ProcessBuilder(Arrays.copyOfRange(arguments, 1, arguments.length))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    double[] millis = new double[ANSWERS];
    double first = 0;
    double tenth = 0;
    for (int i = 0; i < ANSWERS; i++) {
      millis[i] = ask(port, server);
      double since = (System.nanoTime() - begun) / 1e6;
      first = i == 0 ? since : first;
      tenth = i == 9 ? since : tenth;
    }
    server.destroy();
    server.waitFor();
    Arrays.sort(millis);
    System.out.printf(
        "first answer after %.0f ms, tenth after %.0f ms; of %d: median %.2f ms, p99 %.2f ms%n",
        first, tenth, ANSWERS, millis[ANSWERS / 2], millis[ANSWERS * 99 / 100]);
  }

  private static double ask(int port, Process server) throws Exception {
    while (server.isAlive()) {
      long asked = System.nanoTime();
      try (Socket socket = new Socket("127.0.0.1", port)) {
        socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes());
        if (new String(socket.getInputStream().readAllBytes()).contains(" 200 ")) {
          return (System.nanoTime() - asked) / 1e6;
        }
      } catch (IOException notYet) {
        LockSupport.parkNanos(1_000_000);
      }
    }
    throw new IllegalStateException("the server has ended");
  }
}
