package dev.coffer.cli;

import dev.coffer.crypto.cipher.CipherLibrary;
import dev.coffer.crypto.cipher.Ciphers;
import dev.coffer.crypto.cipher.Suite;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says what this machine has of what Coffer runs. */
@Command(
    name = "doctor",
    description = "Says which ciphers and engine programs this machine has, and what is missing.",
    mixinStandardHelpOptions = true)
final class Doctor implements Callable<Integer> {
  private static final List<String> PROGRAMS =
      List.of("mariadbd", "mariadb-install-db", "mariadb-backup", "mbstream", "bwrap", "setpriv");
  private static final List<Path> PLACES =
      List.of(Path.of("/usr/sbin"), Path.of("/usr/bin"), Path.of("/usr/local/bin"));

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%-14s %s%n", "java", Runtime.version());
    for (Suite suite : Suite.values()) {
      out.printf("%-14s %s%n", suite.wireName(), libraries(suite));
      Ciphers.absences(suite)
          .forEach(
              absence -> out.printf("%-14s not %s: %s%n", "", absence.library(), absence.reason()));
    }
    boolean whole = true;
    for (String program : PROGRAMS) {
      Optional<Path> found = find(program);
      out.printf("%-14s %s%n", program, found.map(Path::toString).orElse("missing"));
      whole &= found.isPresent();
    }
    if (!whole) {
      out.println("run: apt-get install mariadb-server mariadb-backup bubblewrap util-linux");
    }
    out.flush();
    return whole ? 0 : 1;
  }

  private static String libraries(Suite suite) {
    List<String> names = Ciphers.libraries(suite).stream().map(CipherLibrary::name).toList();
    return names.getFirst()
        + (names.size() == 1 ? "" : ", then " + String.join(", ", names.subList(1, names.size())));
  }

  private static Optional<Path> find(String program) {
    return PLACES.stream()
        .map(place -> place.resolve(program))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
