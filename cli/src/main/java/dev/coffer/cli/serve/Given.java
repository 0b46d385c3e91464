package dev.coffer.cli.serve;

import dev.coffer.agent.AgentFailure;
import dev.coffer.agent.FileKeys;
import dev.coffer.agent.host.TellOnce;
import dev.coffer.agent.link.Link;
import dev.coffer.agent.link.OperatorFiles;
import dev.coffer.agent.link.UnixLink;
import dev.coffer.agent.linux.MemoryFile;
import dev.coffer.cli.exit.CommandFailed;
import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.kms.root.Passphrase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that options of the server name. An API server that may not read them has its agent do
 * that, and keeps them in its memory alone.
 */
final class Given {
  private static final Logger LOG = LoggerFactory.getLogger(Given.class);
  private static final Duration ROUND = Duration.ofSeconds(1);

  private final @Nullable OperatorFiles files;
  private final Map<Path, Path> names = new HashMap<>();

  private Given(@Nullable OperatorFiles files) {
    this.files = files;
  }

  /** This process reads them. */
  static Given here() {
    return new Given(null);
  }

  static Given through(Path agent) {
    return new Given(new Link(UnixLink.to(agent), FileKeys.NONE).files());
  }

  /** Where the file that an option names can be read. */
  Path file(String option, Path file) {
    OperatorFiles asked = files;
    return asked == null ? file : held(asked, option, file).path();
  }

  /** The same, and what replaces it later is there within seconds. */
  Path renewed(String option, Path file) {
    OperatorFiles asked = files;
    if (asked == null) {
      return file;
    }
    MemoryFile held = held(asked, option, file);
    Thread.ofPlatform().daemon().name(option).start(() -> follow(asked, option, held));
    return held.path();
  }

  private MemoryFile held(OperatorFiles asked, String option, Path file) {
    try {
      var content = asked.content(option);
      try (SecretBytes bytes = content.bytes()) {
        MemoryFile held =
            bytes.open(
                SecretAccess.revealingSecrets(),
                opened -> MemoryFile.create(opened, content.mode()));
        names.put(held.path(), file);
        return held;
      }
    } catch (AgentFailure | IOException unreadable) {
      throw new CommandFailed(String.valueOf(unreadable.getMessage()), unreadable);
    }
  }

  private static void follow(OperatorFiles files, String option, MemoryFile held) {
    byte[] last = {};
    var telling = new TellOnce();
    while (!Thread.currentThread().isInterrupted()) {
      try (SecretBytes now = files.content(option).bytes()) {
        byte[] known = last;
        last =
            now.open(
                SecretAccess.revealingSecrets(),
                opened -> {
                  byte[] digest = digest(opened);
                  if (known.length > 0 && !Arrays.equals(known, digest)) {
                    held.replace(opened);
                  }
                  return digest;
                });
        telling.wentWell();
      } catch (AgentFailure | IOException unreadable) {
        if (telling.isNew(unreadable)) {
          LOG.warn("the file of --{} is not read anew: {}", option, unreadable.getMessage());
        }
      }
      try {
        Thread.sleep(ROUND);
      } catch (InterruptedException ended) {
        return;
      }
    }
  }

  private static byte[] digest(byte[] content) {
    try {
      return java.security.MessageDigest.getInstance("SHA-256").digest(content);
    } catch (java.security.NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** What opens the root key: the agent's operator is asked. */
  Passphrase passphrase() {
    OperatorFiles asked = files;
    if (asked == null) {
      throw new IllegalStateException("there is no agent");
    }
    return asked::passphrase;
  }

  /** A message with the operator's own names of files. */
  String named(String message) {
    String named = message;
    for (var name : names.entrySet()) {
      named = named.replace(name.getKey().toString(), name.getValue().toString());
    }
    return named;
  }
}
