package dev.coffer.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A server in a process of its own, from the line that says it is ready until it ended. */
public final class RunningCoffer implements AutoCloseable {
  private static final String READY = "coffer ready ";
  private static final String WORKER = "dev.coffer.agent.worker.Worker";
  private static final String DEBUGGER = "Listening for transport dt_socket at address: ";
  private static final List<String> DEBUGGED =
      List.of("-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0");

  private final ServerHome home;
  private final CofferCommand command;
  private final String url;
  private int debuggers;

  private RunningCoffer(ServerHome home, CofferCommand command, String url) {
    this.home = home;
    this.command = command;
    this.url = url;
  }

  /** Starts a server on the home and returns once it says that it answers. */
  public static RunningCoffer start(ServerHome home, String... options) {
    return started(home, serve(home, options));
  }

  /** The same, with something to read at file descriptor 0. */
  static RunningCoffer start(ServerHome home, Path input, String... options) {
    return started(home, serve(home, input, options));
  }

  /** Starts a server that {@link #breakpoints} can hold still. */
  static RunningCoffer startDebugged(ServerHome home) {
    return started(
        home, CofferCommand.start(home.root(), Path.of("/dev/null"), DEBUGGED, arguments(home)));
  }

  /** Of a server that was started for that. It listens anew, elsewhere, once they are closed. */
  Breakpoints breakpoints() {
    int processes = apiServer().equals(agent()) ? 1 : 2;
    List<Integer> ports =
        Await.present(
            "the debuggers' ports",
            () ->
                Optional.of(debuggerPorts().skip(debuggers).toList())
                    .filter(found -> found.size() == processes));
    debuggers += processes;
    return Breakpoints.at(ports);
  }

  private Stream<Integer> debuggerPorts() {
    return command
        .stdout()
        .lines()
        .filter(line -> line.startsWith(DEBUGGER))
        .map(line -> Integer.valueOf(line.substring(DEBUGGER.length())));
  }

  private static RunningCoffer started(ServerHome home, CofferCommand command) {
    boolean ready = false;
    try {
      String url = Await.present("the line 'coffer ready'", () -> url(command));
      ready = true;
      return new RunningCoffer(home, command, url);
    } finally {
      if (!ready) {
        command.process().destroyForcibly();
      }
    }
  }

  /** Starts a server that may refuse to. */
  static CofferCommand serve(ServerHome home, String... options) {
    return serve(home, Path.of("/dev/null"), options);
  }

  static CofferCommand serve(ServerHome home, Path input, String... options) {
    return CofferCommand.start(home.root(), input, arguments(home, options));
  }

  private static String[] arguments(ServerHome home, String... options) {
    return Stream.concat(
            Stream.of(
                "serve",
                "--data",
                home.data().toString(),
                "--listen",
                "127.0.0.1:0",
                "--adoptable",
                home.adoptable().toString(),
                "--stop-instances"),
            Stream.of(options))
        .toArray(String[]::new);
  }

  private static Optional<String> url(CofferCommand command) {
    if (!command.process().isAlive()) {
      throw new AssertionError("the server ended: " + command.ended());
    }
    return command
        .stdout()
        .lines()
        .filter(line -> line.startsWith(READY))
        .map(line -> line.substring(READY.length()))
        .findFirst();
  }

  public String url() {
    return url;
  }

  public Account account() {
    return Account.read(home.server().resolve("bootstrap.json"));
  }

  public Cloud cloud() {
    return Cloud.of(account());
  }

  /** Asks it to stop with SIGTERM and waits for its end. */
  CofferCommand.Ended stop() {
    command.process().destroy();
    return command.ended();
  }

  /** Lets it hang: it takes connections and answers nothing. */
  void pause() {
    signal("-STOP");
  }

  void resume() {
    signal("-CONT");
  }

  private void signal(String signal) {
    try {
      int code =
          new ProcessBuilder("kill", signal, String.valueOf(apiServer().pid()))
              .inheritIO()
              .start()
              .waitFor();
      if (code != 0) {
        throw new AssertionError("kill " + signal + " ended with " + code);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The process that has the API: the agent's child as root, and this one otherwise. */
  ProcessHandle apiServer() {
    return command
        .process()
        .children()
        .filter(child -> child.info().command().orElse("").endsWith("java"))
        .findFirst()
        .orElseGet(command.process()::toHandle);
  }

  /** The process that seals backups, once there was one to seal; root's only. */
  ProcessHandle worker() {
    return agent()
        .descendants()
        .filter(process -> process.info().command().orElse("").endsWith("/java"))
        .filter(process -> ProcessStatus.of(process).commandLine().contains(WORKER))
        .findFirst()
        .orElseThrow();
  }

  /** The process that was started. */
  ProcessHandle agent() {
    return command.process().toHandle();
  }

  /** Ends it with SIGKILL: the agent, and what ends with it. */
  void kill() {
    ProcessHandle api = apiServer();
    command.process().destroyForcibly();
    command.process().onExit().join();
    Await.until("the API server's end", () -> !api.isAlive());
  }

  /** Ends the API server alone with SIGKILL, and waits for the agent to follow. */
  void killApiServer() {
    apiServer().destroyForcibly();
    var _ = command.ended();
  }

  @Override
  public void close() {
    if (command.process().isAlive()) {
      stop();
    }
  }
}
