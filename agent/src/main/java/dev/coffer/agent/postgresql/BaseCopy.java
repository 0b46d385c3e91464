package dev.coffer.agent.postgresql;

import dev.coffer.agent.Watch;
import dev.coffer.agent.host.DeleteTree;
import dev.coffer.agent.host.ProcessTree;
import dev.coffer.agent.host.SyncTree;
import dev.coffer.agent.process.Command;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Copies a running node into its open volume, through the replication protocol. The copy has its
 * final name only once it is whole.
 */
record BaseCopy(Node node, Account superuser) {
  private static final Pattern PERCENT = Pattern.compile("\\((\\d{1,3})%\\)");

  void run(Watch watch) throws IOException {
    Path whole = node.files().sealed().data();
    if (Files.exists(whole)) {
      return;
    }
    Path copy = node.files().copy();
    clear(copy);
    Files.createDirectory(
        copy, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    node.user().own(copy);
    byte[] password = (superuser.password() + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      new Command(line(copy), copy.resolve("/")).run(password, said -> tell(said, watch));
    } finally {
      Arrays.fill(password, (byte) 0);
    }
    SyncTree.at(copy);
    Files.move(copy, whole, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Removes what a copy left that was cut short: its program, its files and its slot. */
  private void clear(Path copy) throws IOException {
    killProgram(copy);
    DeleteTree.at(copy);
    try (var session = node.session(Session.FIRST_DATABASE, superuser)) {
      ReplicationSlot.drop(session);
    }
  }

  /** A program outlives whoever started it and was killed. */
  static void killProgram(Path copy) {
    ProcessHandle.allProcesses()
        .filter(process -> writesTo(process, copy))
        .toList()
        .forEach(ProcessTree::kill);
  }

  private static boolean writesTo(ProcessHandle process, Path copy) {
    return process.info().arguments().stream()
        .flatMap(Arrays::stream)
        .anyMatch(target(copy)::equals);
  }

  private List<String> line(Path copy) throws IOException {
    var address = node.address();
    var line = new ArrayList<>(Programs.WITHOUT_TERMINAL);
    line.addAll(node.user().become());
    line.addAll(
        List.of(
            node.server().programs().baseBackup().toString(),
            target(copy),
            "--host=" + address.host(),
            "--port=" + address.port(),
            "--username=" + superuser.role(),
            "--password",
            "--wal-method=stream",
            "--create-slot",
            "--slot=" + ReplicationSlot.NAME,
            "--write-recovery-conf",
            "--checkpoint=fast",
            "--no-manifest",
            // It would sync one file after the other.
            "--no-sync",
            "--progress"));
    return line;
  }

  private static String target(Path copy) {
    return "--pgdata=" + copy;
  }

  private static void tell(String said, Watch watch) {
    var matcher = PERCENT.matcher(said);
    if (matcher.find()) {
      watch.progress(Math.min(100, Integer.parseInt(matcher.group(1))));
    }
  }
}
