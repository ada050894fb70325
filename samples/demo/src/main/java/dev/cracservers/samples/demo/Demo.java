// SPDX-License-Identifier: Apache-2.0
package dev.cracservers.samples.demo;

import dev.cracservers.samples.jettyserver.NotesClient;
import dev.cracservers.samples.jettyserver.NotesDatabase;
import dev.cracservers.testkit.real.CracCommand;
import dev.cracservers.testkit.real.LaunchedServer;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The main job on a real image: a cold start, a warm-up, a checkpoint while requests are in flight,
 * a restore, and a second one with another port and another database role.
 *
 * <p>Arguments: an empty folder to work in, optionally {@code --json} and a file for the figures,
 * and the arguments of {@code java} that start the server, at the port that the system property
 * {@code jetty.http.port} names. Ends with status 1 if a request in flight was lost or an answer
 * was wrong.
 */
public final class Demo {
  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private static final int WARM_UP_ROUNDS = 300;
  private static final int IN_FLIGHT = 8;

  private final List<String> command;
  private final LaunchedServer server;
  private final NotesDatabase database;
  private final Measurements measured = new Measurements();
  private final int port = freePort();

  private Demo(List<String> command, Path folder, NotesDatabase database) {
    this.command = command;
    this.database = database;
    this.server = new LaunchedServer(folder.resolve("server"));
  }

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    boolean json = arguments.length > 2 && arguments[1].equals("--json");
    int options = json ? 3 : 1;
    if (arguments.length <= options) {
      System.err.println("usage: ./demo [jetty-home] [--json FILE]");
      System.exit(2);
    }
    Path folder = Path.of(arguments[0]);
    List<String> command = List.of(arguments).subList(options, arguments.length);
    say("starting PostgreSQL");
    Measurements measured;
    try (NotesDatabase database = NotesDatabase.start(folder.resolve("postgres"))) {
      measured = new Demo(command, folder, database).run();
    }
    OUT.println();
    OUT.println(measured.table());
    OUT.println(measured.waterfall());
    if (json) {
      Files.writeString(Path.of(arguments[2]), measured.json() + "\n");
    }
    Optional<String> fault = measured.fault();
    fault.ifPresent(text -> say("FAILED: " + text));
    System.exit(fault.isPresent() ? 1 : 0);
  }

  private Measurements run() throws Exception {
    // An interrupted demo must not leave a server behind.
    Thread ending = new Thread(server::close, "end-server");
    Runtime.getRuntime().addShutdownHook(ending);
    try (server) {
      startCold();
      checkpointInFlight();
      restore(port, "alice");
      server.terminate();
      restore(freePort(), "bob");
      server.terminate();
    } catch (Exception e) {
      say("the last words of the server:\n" + server.log());
      throw e;
    }
    Runtime.getRuntime().removeShutdownHook(ending);
    return measured;
  }

  private void startCold() throws Exception {
    say("starting the server cold");
    server.with("DB_URL", database.url()).with("DB_USER", "alice").with("DB_PASSWORD", "alice");
    NotesClient client = new NotesClient(port);
    long start = System.nanoTime();
    List<String> arguments = new ArrayList<>(List.of("-Djetty.http.port=" + port));
    arguments.addAll(command);
    server.start(Path.of(System.getProperty("java.home")), arguments.toArray(String[]::new));
    client.awaitFirstAnswer(server::isAlive);
    measured.coldStart(System.nanoTime() - start);
    say("warming it up");
    for (int round = 0; round < WARM_UP_ROUNDS; round++) {
      client.assertWorks();
    }
  }

  private void checkpointInFlight() throws Exception {
    InFlightCalls calls = InFlightCalls.begin(port, IN_FLIGHT);
    say("taking a checkpoint while " + IN_FLIGHT + " requests are in flight");
    CracCommand.Ended ended = server.checkpoint();
    OUT.print(ended.output().indent(2));
    if (ended.status() != 0) {
      throw new IllegalStateException("the checkpoint failed:\n" + server.log());
    }
    measured.inFlight(IN_FLIGHT, calls.answered());
    measured.image(server.image());
  }

  private void restore(int atPort, String role) throws Exception {
    say("restoring it at port " + atPort + " with the database role " + role);
    server.with("DB_USER", role).with("DB_PASSWORD", role);
    NotesClient client = new NotesClient(atPort);
    long start = System.nanoTime();
    server.restore("--set", "jetty.http.port=" + atPort);
    client.awaitFirstAnswer(server::isAlive);
    measured.restored(System.nanoTime() - start);
    client.assertWorks();
    if (!client.role().equals(role)) {
      throw new IllegalStateException("the role is " + client.role() + ", not " + role);
    }
    measured.report(client.report());
  }

  private static void say(String text) {
    OUT.println("demo: " + text);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException("there is no free port", e);
    }
  }
}
