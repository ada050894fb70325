// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.criu.subject;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the program holds open until it is told to let go. */
final class Holdings {
  private final Map<String, Closeable> held = new ConcurrentHashMap<>();
  private @Nullable MappedByteBuffer mapped;

  Map<String, Subject.Order> orders() {
    return Map.ofEntries(
        Map.entry("connect", port -> hold("connect", connect(Integer.parseInt(port)))),
        Map.entry("spawn", seconds -> hold("spawn", spawn(seconds))),
        Map.entry("spawn-when", this::spawnWhen),
        Map.entry("connect-unix", path -> hold("connect-unix", connectUnix(path))),
        Map.entry("listen", nothing -> hold("listen", listen())),
        Map.entry("datagram", nothing -> hold("datagram", new DatagramSocket())),
        Map.entry("write", file -> hold("write", new FileOutputStream(file))),
        Map.entry("write-channel", file -> hold("write-channel", channel(file))),
        Map.entry("append", file -> hold("append " + file, new FileOutputStream(file, true))),
        Map.entry("log", this::log),
        Map.entry("lock", file -> hold("lock", lock(file))),
        Map.entry("device", file -> hold("device", new FileInputStream(file))),
        Map.entry("map", this::map),
        Map.entry("map-deleted", this::mapDeleted),
        Map.entry("use", this::use),
        Map.entry("temporary", this::temporary),
        Map.entry("selector", nothing -> hold("selector", Selector.open())),
        Map.entry("watch", folder -> hold("watch", watch(folder))),
        Map.entry("wait", nothing -> waitForInput()),
        Map.entry("release", this::release));
  }

  /** Starts a process that lives until it is released. */
  private static Closeable spawn(String seconds) throws IOException {
    Process process = new ProcessBuilder("sleep", seconds).start();
    return () -> {
      process.destroyForcibly();
      process.onExit().join();
    };
  }

  /** Starts one as soon as the first file is there, and writes its id to the second. */
  private String spawnWhen(String files) {
    Path[] names = Stream.of(files.split(" ", 2)).map(Path::of).toArray(Path[]::new);
    Thread thread =
        new Thread(
            () -> {
              while (!Files.exists(names[0])) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
              }
              try {
                Process process = new ProcessBuilder("sleep", "600").start();
                hold("spawn", process::destroyForcibly);
                Path part = Files.writeString(Path.of(names[1] + ".part"), "" + process.pid());
                Files.move(part, names[1], StandardCopyOption.ATOMIC_MOVE);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            },
            "spawning");
    thread.setDaemon(true);
    thread.start();
    return thread.getName();
  }

  private static SocketChannel connectUnix(String path) throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(path));
  }

  private static FileChannel channel(String file) throws IOException {
    return FileChannel.open(Path.of(file), StandardOpenOption.WRITE);
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private static WatchService watch(String folder) throws IOException {
    WatchService service = FileSystems.getDefault().newWatchService();
    Path.of(folder).register(service, StandardWatchEventKinds.ENTRY_CREATE);
    return service;
  }

  private static FileOutputStream lock(String file) throws IOException {
    FileOutputStream out = new FileOutputStream(file, true);
    out.getChannel().lock();
    return out;
  }

  /** Appends a line to a file that is held: {@code file text}. */
  private String log(String argument) throws IOException {
    String[] words = argument.split(" ", 2);
    FileOutputStream out = (FileOutputStream) held.get("append " + words[0]);
    if (out == null) {
      throw new IllegalStateException(words[0] + " is not held");
    }
    out.write((words[1] + "\n").getBytes(StandardCharsets.UTF_8));
    return words[1];
  }

  private String map(String file) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file, "rw")) {
      open.setLength(4096);
      mapped = open.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, 4096);
      return Integer.toString(mapped.capacity());
    }
  }

  private String mapDeleted(String file) throws IOException {
    String size = map(file);
    Files.delete(Path.of(file));
    return size;
  }

  /** Writes to what is held; returns what became of that. */
  private String use(String name) {
    try {
      Closeable open = held.get(name);
      OutputStream out =
          open instanceof Socket socket ? socket.getOutputStream() : (OutputStream) open;
      if (out == null) {
        throw new IllegalStateException("nothing is held by " + name);
      }
      out.write('x');
      return "written";
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Holds a file that is deleted, of the given size. */
  private String temporary(String size) throws IOException {
    Path file = Files.createTempFile("subject", null);
    RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw");
    open.setLength(Long.parseLong(size));
    Files.delete(file);
    return hold("temporary", open);
  }

  /** Lets a thread wait for what comes through the connection. */
  private String waitForInput() throws IOException {
    Socket socket = (Socket) held.get("connect");
    if (socket == null) {
      throw new IllegalStateException("there is no connection");
    }
    InputStream in = socket.getInputStream();
    Thread reader =
        new Thread(
            () -> {
              try {
                in.read();
              } catch (IOException closed) {
                // It was released.
              }
            },
            "reader-of-the-connection");
    reader.setDaemon(true);
    reader.start();
    return reader.getName();
  }

  private static Socket connect(int port) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }

  private String hold(String name, Closeable opened) throws IOException {
    Closeable before = held.put(name, opened);
    if (before != null) {
      before.close();
    }
    return name;
  }

  private String release(String name) throws IOException {
    Closeable opened = held.remove(name);
    if (opened == null) {
      throw new IllegalStateException("nothing is held by " + name);
    }
    opened.close();
    return name;
  }
}
