package dev.coffer.agent.cage;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The command line that runs one of our own programs in a cage: a user of its own without any
 * privilege, no network, and of all files only the system's programs, our code and what it is
 * given. It has a session of its own, and all of it ends with its first process.
 */
public final class CodeCage {
  private static final List<String> SYSTEM = List.of("bin", "sbin", "lib", "lib32", "lib64");
  private static final List<String> ETC = List.of("ld.so.cache", "localtime", "ssl/openssl.cnf");
  private static final List<String> CAPABILITIES =
      List.of("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP");
  private static final Path USR = Path.of("/usr");

  private final Identity user;
  private final List<Bind> binds;
  private final List<String> options;

  private record Bind(String how, Path from, Path to) {}

  public CodeCage(Identity user) {
    this(user, List.of(), List.of());
  }

  private CodeCage(Identity user, List<Bind> binds, List<String> options) {
    this.user = user;
    this.binds = binds;
    this.options = options;
  }

  public CodeCage writing(Path path) {
    return with(new Bind("--bind", path, path));
  }

  /** With one of our files under another name. */
  public CodeCage writing(Path path, Path name) {
    return with(new Bind("--bind", path, name));
  }

  public CodeCage reading(Path path) {
    return with(new Bind("--ro-bind", path, path));
  }

  /** Killed when the thread that starts it ends. */
  public CodeCage endingWithParent() {
    return new CodeCage(user, binds, List.of("--die-with-parent"));
  }

  private CodeCage with(Bind bind) {
    var all = new ArrayList<>(binds);
    all.add(bind);
    return new CodeCage(user, List.copyOf(all), options);
  }

  /**
   * What starts a program of ours, with our class path.
   *
   * @param machine options of the virtual machine that are this program's own
   */
  public List<String> command(Class<?> main, List<String> machine, List<String> arguments) {
    var line = new ArrayList<>(List.of("/usr/bin/prlimit", "--core=0:0", "/usr/bin/setsid"));
    line.addAll(List.of("/usr/bin/bwrap", "--unshare-pid", "--unshare-ipc", "--unshare-uts"));
    line.addAll(List.of("--unshare-net", "--unshare-cgroup-try", "--cap-drop", "ALL"));
    CAPABILITIES.forEach(capability -> line.addAll(List.of("--cap-add", capability)));
    line.addAll(options);
    line.addAll(List.of("--clearenv", "--setenv", "LC_ALL", "C.UTF-8"));
    system(line);
    ways().forEach(way -> line.addAll(List.of("--dir", way.toString())));
    code().forEach(path -> bind(line, new Bind("--ro-bind", path, path)));
    binds.forEach(bind -> bind(line, bind));
    line.addAll(List.of("--chdir", "/", "--", "/usr/bin/setpriv"));
    line.addAll(List.of("--reuid=" + user.user(), "--regid=" + user.group(), "--clear-groups"));
    line.addAll(List.of("--no-new-privs", "--bounding-set=-all", "--inh-caps=-all", "--"));
    line.addAll(java(machine));
    line.add(main.getName());
    line.addAll(arguments);
    return List.copyOf(line);
  }

  /** No process attaches to these or reads their memory: they hold keys. */
  private static List<String> java(List<String> machine) {
    var line = new ArrayList<>(List.of(home().resolve("bin/java").toString()));
    line.addAll(List.of("--enable-native-access=ALL-UNNAMED"));
    line.add("--sun-misc-unsafe-memory-access=allow");
    line.addAll(List.of("-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
    line.addAll(List.of("-XX:+DisableAttachMechanism", "-XX:-UsePerfData"));
    line.add("-XX:+ErrorFileToStderr");
    line.addAll(machine);
    line.addAll(List.of("-cp", String.join(File.pathSeparator, classPath())));
    return line;
  }

  private static void system(List<String> line) {
    bind(line, new Bind("--ro-bind", USR, USR));
    for (String name : SYSTEM) {
      Path path = Path.of("/" + name);
      if (Files.isSymbolicLink(path)) {
        line.addAll(List.of("--symlink", "usr/" + name, path.toString()));
      } else if (Files.isDirectory(path)) {
        bind(line, new Bind("--ro-bind", path, path));
      }
    }
    line.addAll(List.of("--proc", "/proc", "--dev", "/dev"));
    line.addAll(List.of("--perms", "1777", "--tmpfs", "/tmp"));
    // Bubblewrap would close them as the files in them are.
    line.addAll(List.of("--dir", "/etc", "--dir", "/etc/ssl"));
    for (String name : ETC) {
      Path path = Path.of("/etc").resolve(name);
      bind(line, new Bind("--ro-bind-try", path, path));
    }
  }

  private static Path home() {
    return Path.of(System.getProperty("java.home")).toAbsolutePath().normalize();
  }

  /** Our own Java and class path, as far as they are not among the system's. */
  private static Set<Path> code() {
    var paths = new TreeSet<Path>();
    paths.add(home());
    for (String element : classPath()) {
      paths.add(Path.of(element));
    }
    paths.removeIf(path -> path.startsWith(USR) || !Files.exists(path));
    return paths;
  }

  private static List<String> classPath() {
    var elements = new ArrayList<String>();
    for (String element : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!element.isEmpty()) {
        elements.add(Path.of(element).toAbsolutePath().normalize().toString());
      }
    }
    return elements;
  }

  /** Every directory above what is bound: bubblewrap would close them as what they lead to is. */
  private Set<Path> ways() {
    var all = new TreeSet<>(code());
    binds.forEach(bind -> all.add(bind.to()));
    var ways = new TreeSet<Path>();
    for (Path each : all) {
      for (Path way = each.getParent(); way != null; way = way.getParent()) {
        ways.add(way);
      }
    }
    ways.removeIf(way -> way.equals(Path.of("/")) || way.equals(Path.of("/tmp")));
    return ways;
  }

  private static void bind(List<String> line, Bind bind) {
    line.addAll(List.of(bind.how(), bind.from().toString(), bind.to().toString()));
  }
}
