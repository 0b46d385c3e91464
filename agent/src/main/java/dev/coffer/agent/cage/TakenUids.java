package dev.coffer.agent.cage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The numbers of users and groups that others on this host have. */
record TakenUids(List<Path> accounts, List<Path> ranges) {
  static TakenUids ofHost() {
    return new TakenUids(
        List.of(Path.of("/etc/passwd"), Path.of("/etc/group")),
        List.of(Path.of("/etc/subuid"), Path.of("/etc/subgid")));
  }

  boolean contains(int number) throws IOException {
    return isAccount(number) || isInRange(number);
  }

  private boolean isAccount(int number) throws IOException {
    return lines(accounts).stream()
        .map(line -> line.split(":", -1))
        .anyMatch(fields -> fields.length > 2 && fields[2].equals(Integer.toString(number)));
  }

  private boolean isInRange(int number) throws IOException {
    return lines(ranges).stream()
        .map(line -> line.split(":", -1))
        .filter(fields -> fields.length == 3)
        .anyMatch(fields -> contains(fields[1], fields[2], number));
  }

  private static boolean contains(String first, String count, int number) {
    long from = Long.parseLong(first.strip());
    return number >= from && number < from + Long.parseLong(count.strip());
  }

  private static List<String> lines(List<Path> files) throws IOException {
    var lines = new java.util.ArrayList<String>();
    for (Path file : files) {
      if (Files.exists(file)) {
        lines.addAll(Files.readAllLines(file));
      }
    }
    return List.copyOf(lines);
  }
}
