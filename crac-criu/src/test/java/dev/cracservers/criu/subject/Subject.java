// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.subject;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The program. It looks for files {@code NAME.order} in the folder that the system property {@code
 * subject.orders} names, read anew each time, and answers each in a file {@code NAME.answer}.
 */
public final class Subject {
  static final String FOLDER_PROPERTY = "subject.orders";

  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  /** What an order does; its answer. */
  interface Order {
    String obey(String argument) throws Exception;
  }

  private final Map<String, Order> orders = new TreeMap<>();
  private final Notified notified = new Notified();
  private volatile @Nullable Integer exitStatus;

  private Subject() {
    orders.put("ping", word -> "pong " + word);
    orders.put("alive", nothing -> "" + ProcessHandle.current().isAlive());
    orders.put("environment", name -> String.valueOf(System.getenv(name)));
    orders.put("child", Subject::child);
    orders.put("property", name -> String.valueOf(System.getProperty(name)));
    orders.put("set", Subject::setProperty);
    orders.put("clear", name -> String.valueOf(System.clearProperty(name)));
    orders.put(
        "umask",
        nothing ->
            Files.readString(Path.of("/proc/self/status"))
                .lines()
                .filter(line -> line.startsWith("Umask:"))
                .findFirst()
                .orElse(""));
    orders.put("print", text -> write(System.out, text));
    orders.put("error", text -> write(System.err, text));
    orders.put("read", nothing -> readLine());
    orders.put("given", Subject::given);
    orders.put("processors", nothing -> "" + Runtime.getRuntime().availableProcessors());
    orders.put("interrupt", nothing -> interrupted(() -> checkpointRestore()));
    orders.put("checkpoint", nothing -> checkpointRestore());
    orders.put("exit", this::exit);
    orders.putAll(new Holdings().orders());
    orders.putAll(new Ballast().orders());
    orders.putAll(new Generators().orders());
    orders.putAll(new Fetching().orders());
    orders.putAll(new Client().orders());
    orders.putAll(new Ticking().orders());
    orders.putAll(notified.orders());
  }

  /** Serves until it is ended. */
  public static void main(String[] arguments) {
    Subject subject = new Subject();
    System.out.println("ready");
    while (true) {
      if (subject.notified.isServing()) {
        subject.serve(Path.of(System.getProperty(FOLDER_PROPERTY)));
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private void serve(Path folder) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.order")) {
      for (Path file : files) {
        String order = Files.readString(file);
        Files.delete(file);
        String name = file.getFileName().toString().replace(".order", "");
        // On a thread of its own: an order that waits must not keep others from being obeyed.
        Thread thread = new Thread(() -> serve(folder, name, order), "order-" + name);
        thread.setDaemon(true);
        thread.start();
      }
    } catch (IOException e) {
      throw new IllegalStateException("orders cannot be read in " + folder, e);
    }
  }

  private void serve(Path folder, String name, String order) {
    answer(folder, name, obey(order));
    Integer status = exitStatus;
    if (status != null) {
      System.exit(status);
    }
  }

  private String obey(String order) {
    int space = (order + " ").indexOf(' ');
    try {
      Order known = orders.get(order.substring(0, space));
      if (known == null) {
        throw new IllegalArgumentException("there is no order " + order);
      }
      return "done\n" + known.obey(order.substring(Math.min(space + 1, order.length())));
    } catch (Throwable e) {
      String reasons =
          Arrays.stream(e.getSuppressed()).map(String::valueOf).collect(Collectors.joining("\n"));
      return "threw\n" + e.getClass().getName() + "\n" + e.getMessage() + "\n" + reasons;
    }
  }

  private static void answer(Path folder, String name, String text) {
    try {
      Path part = folder.resolve(name + ".part");
      Files.writeString(part, text);
      Files.move(part, folder.resolve(name + ".answer"), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String checkpointRestore() throws Exception {
    org.crac.Core.checkpointRestore();
    return Boolean.toString(Thread.currentThread().isInterrupted());
  }

  private interface Action {
    String run() throws Exception;
  }

  private static String interrupted(Action action) throws Exception {
    Thread.currentThread().interrupt();
    try {
      return action.run();
    } finally {
      Thread.interrupted();
    }
  }

  private static String write(java.io.PrintStream stream, String text) {
    stream.println(text);
    return Boolean.toString(stream.checkError());
  }

  /** Returns what a process sees of a variable that is given the environment. */
  private static String child(String variable) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", "echo ${" + variable + "-none}");
    builder.environment().remove("SUBJECT");
    Process process = builder.start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  private static String setProperty(String argument) {
    String[] words = argument.split("=", 2);
    System.setProperty(words[0], words[1]);
    return words[1];
  }

  private static String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = System.in.read(); next != '\n'; next = System.in.read()) {
      if (next < 0) {
        return "end of " + line;
      }
      line.append((char) next);
    }
    return line.toString();
  }

  /** Returns the value of a name in one of the files left by the restore: {@code file name}. */
  private static String given(String argument) throws IOException {
    String[] words = argument.split(" ", -1);
    Path file = Path.of(System.getProperty("dev.cracservers.restore"), words[0]);
    return Stream.of(Files.readString(file).split("\0", -1))
        .filter(entry -> entry.startsWith(words[1] + "="))
        .findFirst()
        .map(entry -> entry.substring(words[1].length() + 1))
        .orElse("not given");
  }

  /** Ends the process, after the answer was written. */
  private String exit(String status) {
    exitStatus = Integer.valueOf(status);
    return status;
  }
}
