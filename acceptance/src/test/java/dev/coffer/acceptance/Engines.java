package dev.coffer.acceptance;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The engines' processes on this host, told apart by the data directories they were given. */
final class Engines {
  private Engines() {}

  /** Those whose data lies somewhere under the directory. */
  static List<ProcessHandle> under(Path directory) {
    return running("mariadbd", directory);
  }

  /** The one of an instance. */
  static Optional<ProcessHandle> of(ServerHome home, String instanceId) {
    return under(home.instance(instanceId)).stream().findFirst();
  }

  /** The backup tools that read somewhere under the directory. */
  static List<ProcessHandle> backupTools(Path directory) {
    return running("mariadb-backup", directory);
  }

  static void kill(ProcessHandle process) {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** The PostgreSQL servers whose data lies somewhere under the directory. */
  static List<ProcessHandle> postgresUnder(Path directory) {
    return given("postgres", directory + "/");
  }

  private static List<ProcessHandle> running(String program, Path directory) {
    return given(program, "--datadir=" + directory + "/");
  }

  private static List<ProcessHandle> given(String program, String option) {
    List<ProcessHandle> found =
        ProcessHandle.allProcesses()
            .filter(
                process ->
                    process
                        .info()
                        .command()
                        .map(Path::of)
                        .filter(command -> command.endsWith(program))
                        .isPresent())
            .filter(
                process ->
                    process.info().arguments().stream()
                        .flatMap(Arrays::stream)
                        .anyMatch(argument -> argument.startsWith(option)))
            .toList();
    // A child that a server has just forked still has the server's command line.
    return found.stream()
        .filter(process -> process.parent().filter(found::contains).isEmpty())
        .filter(ProcessHandle::isAlive)
        .toList();
  }
}
