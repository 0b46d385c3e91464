package dev.coffer.agent.cage;

import dev.coffer.agent.Adoptable;
import dev.coffer.agent.process.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a program sees and who it is: one user without any privilege, the distribution's programs, a
 * few files of {@code /etc}, a {@code /tmp} of its own, and the directories that it was given, at
 * their own paths unless another is named. Immutable: each call returns another cage of the same
 * name.
 *
 * <p>What is given is resolved by root, so every directory above it must be writable by root alone,
 * or it must be said which directory it is. The thing itself may be under another's hand, say on a
 * volume: a link is not given, nor what took its place.
 */
public final class Cage {
  /** The type that a sealed volume is mounted as. */
  public static final String VOLUME = "fuse.coffer";

  static final String PASSWD = "passwd";
  static final String GROUP = "group";

  private final Path place;
  private final Identity identity;
  private final List<Bind> binds;
  private final Options options;

  /**
   * A directory or file of the host at a path of the cage. Programs are not started from it.
   *
   * @param numbers device and inode that it has to have, where these are known
   */
  record Bind(Path from, Path path, boolean writable, Optional<String> numbers) {
    /** Of whatever stands there when a program is started. */
    Bind(Path from, Path path, boolean writable) {
      this(from, path, writable, Optional.empty());
    }
  }

  /** How much of the host there is beside what was given. */
  enum View {
    /** The distribution's programs alone. */
    PROGRAMS,
    /** Everything, as far as the user may go there. */
    HOST,
    /** That, its processes and what they share of memory. */
    HOST_AND_PROCESSES;

    boolean isHost() {
      return this != PROGRAMS;
    }
  }

  record Options(boolean network, boolean shell, View view) {
    static final Options USUAL = new Options(true, true, View.PROGRAMS);
  }

  Cage(Path place, Identity identity, List<Bind> binds, Options options) {
    this.place = place;
    this.identity = identity;
    this.binds = List.copyOf(binds);
    this.options = options;
  }

  public Identity identity() {
    return identity;
  }

  /** With these to read and write. They must exist when something is run. */
  public Cage writing(Path... paths) {
    return with(true, paths);
  }

  /** With these to read. They must exist when something is run. */
  public Cage reading(Path... paths) {
    return with(false, paths);
  }

  /** With a directory of another user's to read: nothing is run once its owner has replaced it. */
  public Cage reading(Adoptable.Directory directory) {
    var path = absolute(directory.path());
    return with(List.of(new Bind(path, path, false, Optional.of(directory.numbers()))));
  }

  /** With a directory to read and write at another path than its own, where nothing else is. */
  public Cage writingAt(Path at, Path from) {
    return with(List.of(new Bind(absolute(from), absolute(at), true)));
  }

  /**
   * The same, read-only. A program that may enter the directory can connect to the sockets in it.
   */
  public Cage readingAt(Path at, Path from) {
    return with(List.of(new Bind(absolute(from), absolute(at), false)));
  }

  public Cage withoutNetwork() {
    return new Cage(place, identity, binds, new Options(false, options.shell, options.view));
  }

  /** Without a shell and the usual tools: what it runs must need none, and lie elsewhere. */
  public Cage withoutShell() {
    return new Cage(place, identity, binds, new Options(options.network, false, options.view));
  }

  /**
   * With all of the host that the user may see, in the user's groups: for a server of another's
   * making, whose configuration may name any file and whose directory its owner may move. Volumes
   * of ours are not in it. It has a shell.
   */
  public Cage seeingHost() {
    return new Cage(place, identity, binds, new Options(options.network, true, View.HOST));
  }

  /**
   * That, and among the host's processes: a server in a place where others may start it as well has
   * to be seen by the next one, and to see it. It is ended with all that descends from it.
   */
  public Cage amongProcesses() {
    return new Cage(
        place, identity, binds, new Options(options.network, true, View.HOST_AND_PROCESSES));
  }

  boolean seesHost() {
    return options.view.isHost();
  }

  private Cage with(boolean writable, Path... paths) {
    return with(
        Stream.of(paths).map(Cage::absolute).map(path -> new Bind(path, path, writable)).toList());
  }

  /** What was given before is given anew, and what lies above comes before what it holds. */
  private Cage with(List<Bind> more) {
    var all = new TreeMap<Path, Bind>();
    binds.forEach(bind -> all.put(bind.path(), bind));
    more.forEach(bind -> all.put(bind.path(), bind));
    return new Cage(place, identity, List.copyOf(all.values()), options);
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  /**
   * The command inside of this cage, to be run to its end: killing what was started kills all that
   * it started in turn, wherever it went.
   */
  public Command inside(Command command) {
    return command.wrappedIn(line().ofClient(command));
  }

  /**
   * Starts a server that outlives us, and returns once it can be found again by its role. One role
   * has one server at a time. What it says is appended to the log, which must be ours alone.
   */
  public CagedServer start(String role, Command command, Path log) throws IOException {
    return record(role).launch(line(), command, log);
  }

  /** The running server of a role, also one that another agent started; empty where none runs. */
  public Optional<CagedServer> server(String role) throws IOException {
    return record(role).find();
  }

  /** Ends every process of this cage's user, and so all that it ever ran. */
  public void end() throws IOException {
    ServerRecord.endAll(place);
    Occupants.of(identity).end();
  }

  private ServerRecord record(String role) {
    return new ServerRecord(place, role, options.view == View.HOST_AND_PROCESSES);
  }

  private CageLine line() {
    return new CageLine(place, identity, binds, options);
  }
}
