package dev.coffer.cli.audit;

import dev.coffer.cli.exit.CommandFailed;
import dev.coffer.cli.secret.RootPassphrase;
import dev.coffer.server.DataLayout;
import dev.coffer.server.audit.AuditCheck;
import dev.coffer.server.audit.Head;
import dev.coffer.server.kms.ring.RingStorage;
import dev.coffer.server.kms.root.UnusableKeyRing;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Proves that an audit log is as it was written. */
@Command(
    name = "verify",
    description = {
      "Reads the whole audit log and says whether a line was altered, removed, moved or cut off.",
      "Prints how far it reaches as NUMBER:MAC. Keep that elsewhere and give it with --expect, and"
          + " an old copy of everything is found, too. Exit code 0 where the log is whole, 2 where"
          + " it is not. The server may be running."
    },
    mixinStandardHelpOptions = true)
public final class VerifyAudit implements Callable<Integer> {
  private static final int BROKEN = 2;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "The server's data directory, with keyring.json and root.key.")
  private Path data;

  @Option(
      names = "--expect",
      paramLabel = "NUMBER:MAC",
      description = "A line that the log has to hold; may be given several times.")
  private List<String> expected = new ArrayList<>();

  @Mixin private RootPassphrase passphrase;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    List<Head> heads =
        expected.stream()
            .map(
                text ->
                    Head.parse(text).orElseThrow(() -> new CommandFailed("not a head: " + text)))
            .toList();
    try (RingStorage vault =
        RingStorage.open(DataLayout.keysIn(data), passphrase.given(), new SecureRandom())) {
      return report(AuditCheck.run(DataLayout.keysIn(data).resolve("audit"), vault::secret, heads));
    } catch (UnusableKeyRing refusal) {
      throw new CommandFailed(String.valueOf(refusal.getMessage()), refusal);
    }
  }

  private int report(AuditCheck.Finding finding) {
    PrintWriter out = spec.commandLine().getOut();
    int code =
        switch (finding) {
          case AuditCheck.Finding.Whole(Head head, long removed) -> {
            out.println(
                removed == 0
                    ? "whole up to line " + head.number()
                    : "whole from line %d to line %d; those before were removed when their time was over"
                        .formatted(removed + 1, head.number()));
            out.println(head);
            yield 0;
          }
          case AuditCheck.Finding.Broken(var fault, String file, long line) -> {
            out.println("broken: " + text(fault) + ", " + file + " line " + line);
            yield BROKEN;
          }
        };
    out.flush();
    return code;
  }

  private static String text(AuditCheck.Fault fault) {
    return switch (fault) {
      case ALTERED -> "the line is not as it was written";
      case OUT_OF_ORDER -> "the line does not follow the one before it";
      case CUT_OFF -> "the log ends before a line that it had";
      case HEAD_ALTERED -> "the head is missing or not as it was written";
      case START_ALTERED -> "where the log begins is not as it was written";
      case MISSING -> "there is no log";
    };
  }
}
