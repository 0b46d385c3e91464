package dev.coffer.agent.postgresql;

import dev.coffer.agent.Watch;
import dev.coffer.agent.cage.CagedTree;
import dev.coffer.agent.host.Await;
import dev.coffer.agent.linux.ProcessStatus;
import dev.coffer.agent.postgresql.server.Account;
import dev.coffer.agent.postgresql.server.Programs;
import dev.coffer.agent.postgresql.server.Session;
import dev.coffer.agent.process.Command;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Copies a running node into its open volume, through the replication protocol. The copy has its
 * final name only once it is whole.
 */
public record BaseCopy(Node node, Account superuser) {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Pattern PERCENT = Pattern.compile("\\((\\d{1,3})%\\)");

  public void run(Watch watch) throws IOException {
    Path whole = node.files().sealed().data();
    if (Files.exists(whole)) {
      return;
    }
    Path copy = node.files().copy();
    var tree = node.files().tree(copy);
    var account = clear(copy, tree);
    tree.create();
    byte[] password = (account.password() + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      node.files()
          .toolCage()
          .writing(copy)
          .inside(new Command(line(copy, account.role()), copy.resolve("/")))
          .run(password, said -> tell(said, watch));
    } finally {
      Arrays.fill(password, (byte) 0);
    }
    tree.sync();
    Files.move(copy, whole, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Removes what a copy left that was cut short: its program, its files and its slot.
   *
   * @return what the next one comes as
   */
  private Account clear(Path copy, CagedTree tree) throws IOException {
    killProgram(copy);
    tree.delete();
    try (var session = node.session(Session.FIRST_DATABASE, superuser)) {
      ReplicationSlot.drop(session);
      return CopyRole.on(node, session, superuser);
    }
  }

  /** A program outlives the agent that started it and was killed. */
  public static void killProgram(Path copy) throws IOException {
    if (!Await.until(LIMIT, () -> killed(copy))) {
      throw new IOException("the program that writes %s does not die".formatted(copy));
    }
  }

  /** Its cage dies with it. */
  private static boolean killed(Path copy) {
    var all =
        ProcessHandle.allProcesses()
            .filter(process -> writesTo(process, copy))
            .filter(process -> ProcessStatus.of(process.pid()).isPresent())
            .toList();
    all.forEach(ProcessHandle::destroyForcibly);
    return all.isEmpty();
  }

  private static boolean writesTo(ProcessHandle process, Path copy) {
    return process.info().arguments().stream()
        .flatMap(Arrays::stream)
        .anyMatch(target(copy)::equals);
  }

  private List<String> line(Path copy, String role) throws IOException {
    var address = node.address();
    var line = new ArrayList<>(Programs.WITHOUT_TERMINAL);
    line.addAll(
        List.of(
            node.server().programs().baseBackup().toString(),
            target(copy),
            "--host=" + address.host(),
            "--port=" + address.port(),
            "--username=" + role,
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
