package dev.coffer.cli.serve;

import dev.coffer.agent.cage.Identity;
import dev.coffer.cli.exit.CommandFailed;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The command line of the API server: a user without any privilege, nobody who can attach to it, no
 * core dumps, and an end with its agent.
 */
record ApiProcess(Identity user, Optional<String> name) {
  private static final String MAIN = "dev.coffer.cli.Coffer";
  private static final List<String> NOT_INHERITED = List.of("-XX:ErrorFile=");

  List<String> line(List<String> arguments, Path socket) throws IOException {
    var line = new ArrayList<>(List.of("/usr/bin/prlimit", "--core=0:0", "/usr/bin/setpriv"));
    line.addAll(List.of("--reuid=" + user.user(), "--regid=" + user.group()));
    line.add(name.isPresent() ? "--init-groups" : "--clear-groups");
    line.addAll(List.of("--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"));
    line.addAll(List.of("--pdeathsig=KILL", "--", java()));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> NOT_INHERITED.stream().noneMatch(argument::startsWith))
        .forEach(line::add);
    line.addAll(List.of("-XX:+DisableAttachMechanism", "-XX:-UsePerfData"));
    line.addAll(List.of("-cp", classPath(), MAIN));
    line.addAll(arguments);
    line.addAll(List.of("--agent", socket.toString()));
    return List.copyOf(line);
  }

  private static String classPath() throws IOException {
    return ReachableClassPath.ofHost().of(System.getProperty("java.class.path"));
  }

  private static String java() throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java").toRealPath();
    if (!ReachableClassPath.isOpen(java)) {
      throw new CommandFailed(
          java + " is closed to the user of the API server: install the JDK where all can read it");
    }
    return java.toString();
  }
}
