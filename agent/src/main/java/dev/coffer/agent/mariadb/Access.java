package dev.coffer.agent.mariadb;

import dev.coffer.agent.Adoptable;
import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.AgentFailure.Reason;
import dev.coffer.agent.Engine;
import dev.coffer.agent.cage.Cage;
import dev.coffer.agent.cage.CagedTree;
import dev.coffer.agent.cage.Cages;
import dev.coffer.agent.cage.Identity;
import dev.coffer.agent.process.Child;
import dev.coffer.agent.process.Command;
import dev.coffer.agent.process.ProcessFailed;
import dev.coffer.agent.process.SecretEnvironment;
import dev.coffer.agent.process.SecretFile;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A way into a running server for the programs of MariaDB. They run in a cage as the user that owns
 * the server's files, with nothing but those to read: what a server tells them to do, such as to
 * load a library, it could as well do itself. Its account travels as an option file on their
 * standard input, its address on their command line.
 */
public final class Access implements AutoCloseable {
  private static final String OPTIONS_FROM_INPUT = "--defaults-file=/dev/stdin";

  private static final int LONGEST_ANSWER = 8 << 20;
  private static final Duration AN_ANSWER = Duration.ofMinutes(5);
  private static final Pattern FULL = Pattern.compile("ERROR (1040|1203) |: (1040|1203) - ");

  private final Cage cage;
  private final Path dataDirectory;
  private final List<Path> directories;
  private final List<String> address;
  private final SecretFile account;
  private final SecretEnvironment environment;

  private Access(
      Cage cage,
      List<Path> directories,
      List<String> address,
      SecretFile account,
      SecretEnvironment environment) {
    this.cage = cage;
    this.environment = environment;
    this.dataDirectory = directories.getFirst();
    this.directories = List.copyOf(directories);
    this.address = address;
    this.account = account;
  }

  /**
   * Refuses a server whose files are root's: nothing of it runs as root.
   *
   * @param listed its directories as they were when they were found on the list
   */
  public static Access to(Engine.Adopted engine, Adoptable.Listed listed, Cages cages)
      throws IOException {
    var cage = cage(engine, listed.data(), cages);
    for (var more : listed.more()) {
      cage = cage.reading(more);
    }
    return new Access(
        cage,
        Stream.concat(Stream.of(listed.data()), listed.more().stream())
            .map(Adoptable.Directory::path)
            .toList(),
        options(engine.address()),
        OptionFile.of(engine.user(), engine.password()).readableBy(cage.identity().user()),
        SecretEnvironment.NONE);
  }

  private static Cage cage(Engine.Adopted engine, Adoptable.Directory directory, Cages cages)
      throws IOException {
    var owner = new Identity(directory.user(), directory.group());
    if (owner.user() == 0) {
      throw new AgentFailure(
          Reason.NOT_ADOPTABLE, "data directory " + directory.path() + " belongs to root");
    }
    var cage = cages.of("adopted-" + owner.user(), owner).reading(directory);
    return switch (engine.address()) {
      case Engine.Address.Socket(Path path) when Files.exists(path) ->
          cage.reading(path).withoutNetwork();
      default -> cage;
    };
  }

  static Access to(InstanceFiles files, SecretBytes controlSecret, ServerOptions options)
      throws IOException {
    try (var password = Passwords.ofControl(controlSecret)) {
      return to(files, OptionFile.of(Accounts.CONTROL, password), options);
    }
  }

  /** As an instance's administrator; every connection begins with the statement. */
  static Access saying(
      String statement,
      InstanceFiles files,
      SecretBytes administratorPassword,
      ServerOptions options)
      throws IOException {
    return to(
        files, OptionFile.of(Accounts.ADMINISTRATOR, administratorPassword, statement), options);
  }

  /** The socket is named relative to the directory that the program runs in. */
  private static Access to(InstanceFiles files, SecretFile account, ServerOptions options)
      throws IOException {
    var reading = files.cage().reading(files.data());
    var cage =
        options.needNetwork()
            ? options.vault().certificates().map(reading::reading).orElse(reading)
            : reading.withoutNetwork();
    return new Access(
        cage,
        List.of(files.data()),
        socketOptions(Path.of(InstanceFiles.SOCKET)),
        account.readableBy(cage.identity().user()),
        options.environment());
  }

  Path dataDirectory() {
    return dataDirectory;
  }

  /** About how many bytes a backup will have: the files, less logs and scratch. */
  public long estimate() throws IOException {
    return new CagedTree(cage, dataDirectory).size("ib_logfile*", "ibtmp*");
  }

  /** Whether a directory, which may be relative to the data directory, is one that they read. */
  boolean reaches(Path directory) {
    var absolute = dataDirectory.resolve(directory).normalize();
    return directories.stream().anyMatch(absolute::startsWith);
  }

  /** What leads out of the data directory, if anything does: a link, or what InnoDB has for one. */
  List<String> links() throws IOException {
    var found = new ArrayList<String>();
    var options = new ArrayList<>(List.of(dataDirectory.toString(), "-xdev"));
    options.addAll(List.of("(", "-name", "*.isl", "-o", "-type", "l"));
    for (var harmless : List.of("*.sock", "*.pid", "*.err", "*.log")) {
      options.addAll(List.of("!", "-name", harmless));
    }
    options.addAll(List.of(")", "-ignore_readdir_race", "-print", "-quit"));
    var line = Command.of(Path.of("/usr/bin/find"), options.toArray(String[]::new));
    cage.withoutNetwork().inside(line).run(found::add);
    return found;
  }

  /** A file that the programs cannot read, if there is one. */
  List<String> unreadable() throws IOException {
    var found = new ArrayList<String>();
    var line =
        Command.of(
            Path.of("/usr/bin/find"),
            dataDirectory.toString(),
            "-xdev",
            "!",
            "-readable",
            "-print",
            "-quit");
    cage.withoutNetwork().inside(line).run(found::add);
    return found;
  }

  /**
   * What the server answers, within bounds: a row a line, columns behind tabs. The options are the
   * client's.
   */
  public String ask(Programs programs, String statements, String... options) throws IOException {
    var all =
        new ArrayList<>(
            List.of("--connect-timeout=10", "--batch", "--quick", "--skip-column-names"));
    all.addAll(List.of(options));
    all.add("--execute=" + statements);
    try (var client = run(programs.client(), _ -> {}, all.toArray(String[]::new))) {
      return new String(client.allOutput(LONGEST_ANSWER, AN_ANSWER), StandardCharsets.UTF_8);
    }
  }

  /** Whether a server refused one more connection. */
  static boolean isFull(ProcessFailed refused) {
    return FULL.matcher(String.valueOf(refused.getMessage())).find();
  }

  Child run(Path program, Consumer<String> listener, String... options) throws IOException {
    var line = new ArrayList<String>();
    line.addAll(List.of(program.toString(), OPTIONS_FROM_INPUT));
    line.addAll(address);
    line.addAll(List.of(options));
    var command = new Command(line, dataDirectory, environment);
    return Child.start(cage.inside(command), account, listener);
  }

  @Override
  public void close() {
    account.close();
  }

  private static List<String> options(Engine.Address address) {
    return switch (address) {
      case Engine.Address.Socket(Path path) -> socketOptions(path);
      case Engine.Address.Tcp(String host, int port) ->
          List.of("--protocol=tcp", "--host=" + host, "--port=" + port);
    };
  }

  private static List<String> socketOptions(Path socket) {
    return List.of("--protocol=socket", "--socket=" + socket);
  }
}
