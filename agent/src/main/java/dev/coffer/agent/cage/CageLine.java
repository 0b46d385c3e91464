package dev.coffer.agent.cage;

import dev.coffer.agent.linux.Inode;
import dev.coffer.agent.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The command line that puts a program into a cage. Root's bubblewrap makes the namespaces with the
 * few capabilities that the steps inside need: forbidding programs and devices on what was given,
 * and becoming the cage's user. They are gone before the program runs.
 */
record CageLine(Path place, Identity identity, List<Cage.Bind> binds, Cage.Options options) {
  private static final String SHELL = "/bin/sh";
  private static final String BECOME = "/run/coffer/setpriv";
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin";

  /**
   * The shell stays bubblewrap's parent and takes it along: Java's threads, which come and go,
   * would take it along as well.
   */
  private static final String ATTENDED = "ulimit -c 0; \"$@\"; exit $?";

  /** Descriptors above 2 do not pass through Java, so the shell opens this one. */
  private static final String DETACHED = "ulimit -c 0; info=$1; shift; exec \"$@\" 9>\"$info\"";

  private static final String INSIDE =
      """
      volume=$1
      shift
      while [ "$1" != -- ]; do
        case $1 in
          same) if [ "$(stat -Lc %d:%i -- "$3")" != "$2" ]; then
              echo "$3 is not what was to be given: it is a link or was replaced" >&2
              false
            else
              shift
            fi ;;
          rw) mount -o remount,bind,rw,noexec,nosuid,nodev,symfollow "$2" ;;
          ro) mount -o remount,bind,ro,noexec,nosuid,nodev,symfollow "$2" ;;
          drop) grep -F " - $volume " /proc/self/mountinfo | while read -r _ _ _ _ at _; do
              for given in $2; do
                case $given/ in "$at"/*) continue 2 ;; esac
              done
              umount -l "$at" || :
            done ;;
          hide) mount -t tmpfs -o ro,noexec,nosuid,nodev,size=4k hidden "$2" ;;
          *) false ;;
        esac || exit 125
        shift 2
      done
      shift
      exec "$@"
      """;

  private static final List<String> CAPABILITIES =
      List.of("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP", "CAP_SYS_ADMIN", "CAP_DAC_READ_SEARCH");

  /** In the order in which they vanish: what hides them is among the last. */
  private static final List<String> TOOLS =
      List.of("/usr/local", "/usr/games", "/usr/libexec", "/usr/sbin", "/usr/bin");

  private static final List<String> READ_ONLY = List.of("/usr", "/etc", "/boot");
  private static final List<String> SYSTEM = List.of("bin", "sbin", "lib", "lib32", "lib64");

  /** Nothing secret, nothing of a tenant: names, time, certificates and how libraries are found. */
  private static final List<String> ETC =
      List.of(
          "hosts",
          "hostname",
          "host.conf",
          "resolv.conf",
          "nsswitch.conf",
          "gai.conf",
          "services",
          "protocols",
          "localtime",
          "timezone",
          "ld.so.cache",
          "ld.so.conf",
          "ld.so.conf.d",
          "alternatives",
          "locale.alias",
          "ssl/certs",
          "ssl/openssl.cnf",
          "ca-certificates");

  private static final long SHARED_MEMORY = 1L << 30;
  private static final long TEMPORARY = 256L << 20;

  List<String> ofClient(Command command) {
    return switch (Confinement.here()) {
      case OWN_USER, USER_NAMESPACE -> {
        var line = new ArrayList<>(List.of(SHELL, "-c", ATTENDED, "coffer-cage"));
        line.addAll(List.of(Confinement.BUBBLEWRAP.toString(), "--die-with-parent"));
        cage(line, command);
        yield List.copyOf(line);
      }
      case NONE -> bare(command);
    };
  }

  /** Bubblewrap tells the file which process is the first in the cage. */
  List<String> ofServer(Command command, Path info) {
    if (Confinement.here() == Confinement.NONE) {
      return bare(command);
    }
    var line = new ArrayList<>(List.of(SHELL, "-c", DETACHED, "coffer-cage", info.toString()));
    line.addAll(List.of(Confinement.BUBBLEWRAP.toString(), "--info-fd", "9"));
    cage(line, command);
    return List.copyOf(line);
  }

  private static List<String> bare(Command command) {
    var line =
        new ArrayList<>(
            List.of(SHELL, "-c", "ulimit -c 0; cd \"$1\" || exit 125; shift; exec \"$@\"", "run"));
    line.add(command.directory().toString());
    line.addAll(command.arguments());
    return line;
  }

  private void cage(List<String> line, Command command) {
    namespaces(line);
    if (options.view().isHost()) {
      host(line);
    } else {
      system(line);
      ways().forEach(way -> add(line, "--dir", way));
    }
    if (!options.shell()) {
      withoutTools(line);
    }
    for (var bind : binds) {
      add(line, bind.writable() ? "--bind" : "--ro-bind", bind.from(), bind.path());
    }
    add(line, "--chdir", command.directory());
    if (Confinement.here() == Confinement.OWN_USER) {
      becoming(line);
    } else {
      line.add("--");
    }
    line.addAll(command.arguments());
  }

  /** Every directory above what was given. Bubblewrap would close them as what they lead to is. */
  private Set<Path> ways() {
    var ways = new TreeSet<Path>();
    for (var bind : binds) {
      for (var way = bind.path().getParent(); way != null; way = way.getParent()) {
        ways.add(way);
      }
    }
    ways.remove(Path.of("/"));
    return ways;
  }

  private void namespaces(List<String> line) {
    if (options.view() != Cage.View.HOST_AND_PROCESSES) {
      line.addAll(List.of("--unshare-pid", "--unshare-ipc"));
    }
    line.addAll(List.of("--unshare-uts", "--unshare-cgroup-try"));
    if (!options.network()) {
      line.add("--unshare-net");
    }
    if (Confinement.here() == Confinement.OWN_USER) {
      line.addAll(List.of("--cap-drop", "ALL"));
      CAPABILITIES.forEach(capability -> line.addAll(List.of("--cap-add", capability)));
    } else {
      line.add("--unshare-user");
    }
    line.addAll(List.of("--unsetenv", "TMPDIR", "--setenv", "HOME", "/tmp"));
    line.addAll(List.of("--setenv", "PATH", PATH));
  }

  private void system(List<String> line) {
    line.addAll(List.of("--ro-bind", "/usr", "/usr"));
    for (var name : SYSTEM) {
      var path = Path.of("/" + name);
      if (Files.isSymbolicLink(path)) {
        line.addAll(List.of("--symlink", "usr/" + name, path.toString()));
      } else if (Files.isDirectory(path)) {
        add(line, "--ro-bind", path, path);
      }
    }
    line.addAll(List.of("--proc", "/proc", "--dev", "/dev"));
    temporary(line, SHARED_MEMORY, "/dev/shm");
    temporary(line, TEMPORARY, "/tmp");
    // Bubblewrap would close them as the files in them are.
    line.addAll(List.of("--dir", "/etc", "--dir", "/etc/ssl"));
    add(line, "--ro-bind", place.resolve(Cage.PASSWD), Path.of("/etc/passwd"));
    add(line, "--ro-bind", place.resolve(Cage.GROUP), Path.of("/etc/group"));
    for (var name : ETC) {
      var path = Path.of("/etc").resolve(name);
      add(line, "--ro-bind-try", path, path);
    }
  }

  private void host(List<String> line) {
    line.addAll(List.of("--bind", "/", "/"));
    for (var path : READ_ONLY) {
      line.addAll(List.of("--ro-bind-try", path, path));
    }
    if (options.view() == Cage.View.HOST) {
      line.addAll(List.of("--proc", "/proc"));
    }
    line.addAll(List.of("--dev", "/dev"));
    temporary(line, SHARED_MEMORY, "/dev/shm");
  }

  private static void temporary(List<String> line, long size, String path) {
    line.addAll(List.of("--size", Long.toString(size), "--perms", "1777", "--tmpfs", path));
  }

  /** As root they are needed until the last step inside, which hides them. */
  private static void withoutTools(List<String> line) {
    if (Confinement.here() != Confinement.OWN_USER) {
      tools().forEach(directory -> line.addAll(List.of("--tmpfs", directory)));
    }
  }

  private static List<String> tools() {
    return TOOLS.stream().filter(directory -> Files.isDirectory(Path.of(directory))).toList();
  }

  private void becoming(List<String> line) {
    if (!options.shell()) {
      line.addAll(List.of("--ro-bind", Confinement.SETPRIV.toString(), BECOME));
    }
    line.addAll(List.of("--", SHELL, "-c", INSIDE, "coffer-cage", Cage.VOLUME));
    if (options.view().isHost()) {
      // A copy of a mount keeps a volume's daemon from ending. A path of ours has no white space.
      line.addAll(List.of("drop", given()));
    }
    for (var bind : binds) {
      line.addAll(List.of("same", numbers(bind), bind.path().toString()));
      line.addAll(List.of(bind.writable() ? "rw" : "ro", bind.path().toString()));
    }
    if (!options.shell()) {
      tools().forEach(directory -> line.addAll(List.of("hide", directory)));
    }
    line.addAll(
        List.of(
            "--",
            options.shell() ? Confinement.SETPRIV.toString() : BECOME,
            "--reuid=" + identity.user(),
            "--regid=" + identity.group(),
            options.view().isHost() ? "--init-groups" : "--clear-groups",
            "--no-new-privs",
            "--bounding-set=-all",
            "--inh-caps=-all",
            "--"));
  }

  /** Bubblewrap resolves what it binds once more, and follows links: those of a volume, too. */
  private static String numbers(Cage.Bind bind) {
    try {
      return bind.numbers().isPresent() ? bind.numbers().get() : Inode.at(bind.from()).numbers();
    } catch (IOException absent) {
      // Bubblewrap says so.
      return "absent";
    }
  }

  private String given() {
    return binds.stream().map(bind -> bind.path().toString()).collect(Collectors.joining(" "));
  }

  private static void add(List<String> line, String option, Path... paths) {
    line.add(option);
    for (Path path : paths) {
      line.add(path.toString());
    }
  }
}
