package dev.coffer.agent.volume;

import dev.coffer.agent.cage.Identity;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The command line that puts a volume's daemon into a cage: a user of its own without any
 * privilege, no network, and of all files only the system's programs, its own code, the backing
 * directory and the socket on which it gets its device. It ends with its first process.
 */
record DaemonCage(Identity user, Path backing, Path socket) {
  /** Where the daemon finds its socket. */
  static final Path SOCKET = Path.of("/run/handover");

  private static final List<String> SYSTEM = List.of("bin", "sbin", "lib", "lib32", "lib64");
  private static final List<String> ETC = List.of("ld.so.cache", "localtime", "ssl/openssl.cnf");
  private static final List<String> CAPABILITIES =
      List.of("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP");
  private static final Path USR = Path.of("/usr");

  List<String> command(List<String> program) {
    var line = new ArrayList<>(List.of("/usr/bin/prlimit", "--core=0:0", "/usr/bin/setsid"));
    line.addAll(List.of("/usr/bin/bwrap", "--unshare-pid", "--unshare-ipc", "--unshare-uts"));
    line.addAll(List.of("--unshare-net", "--unshare-cgroup-try", "--cap-drop", "ALL"));
    CAPABILITIES.forEach(capability -> line.addAll(List.of("--cap-add", capability)));
    line.addAll(List.of("--clearenv", "--setenv", "LC_ALL", "C.UTF-8"));
    system(line);
    ways().forEach(way -> line.addAll(List.of("--dir", way.toString())));
    code().forEach(path -> bind(line, "--ro-bind", path, path));
    bind(line, "--bind", backing, backing);
    bind(line, "--bind", socket, SOCKET);
    line.addAll(List.of("--chdir", "/", "--", "/usr/bin/setpriv"));
    line.addAll(List.of("--reuid=" + user.user(), "--regid=" + user.group(), "--clear-groups"));
    line.addAll(List.of("--no-new-privs", "--bounding-set=-all", "--inh-caps=-all", "--"));
    line.addAll(program);
    return List.copyOf(line);
  }

  private static void system(List<String> line) {
    bind(line, "--ro-bind", USR, USR);
    for (String name : SYSTEM) {
      Path path = Path.of("/" + name);
      if (Files.isSymbolicLink(path)) {
        line.addAll(List.of("--symlink", "usr/" + name, path.toString()));
      } else if (Files.isDirectory(path)) {
        bind(line, "--ro-bind", path, path);
      }
    }
    line.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"));
    for (String name : ETC) {
      Path path = Path.of("/etc").resolve(name);
      bind(line, "--ro-bind-try", path, path);
    }
  }

  /** Our own Java and class path, as far as they are not among the system's. */
  private static Set<Path> code() {
    var paths = new TreeSet<Path>();
    paths.add(Path.of(System.getProperty("java.home")).toAbsolutePath().normalize());
    for (String element : classPath()) {
      paths.add(Path.of(element));
    }
    paths.removeIf(path -> path.startsWith(USR) || !Files.exists(path));
    return paths;
  }

  static List<String> classPath() {
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
    all.add(backing);
    all.add(SOCKET);
    var ways = new TreeSet<Path>();
    for (Path each : all) {
      for (Path way = each.getParent(); way != null; way = way.getParent()) {
        ways.add(way);
      }
    }
    ways.removeIf(way -> way.equals(Path.of("/")) || way.equals(Path.of("/tmp")));
    return ways;
  }

  private static void bind(List<String> line, String how, Path from, Path to) {
    line.addAll(List.of(how, from.toString(), to.toString()));
  }
}
