package dev.coffer.agent.link;

import dev.coffer.crypto.secret.SecretBytes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** What the operator gave to the command and only its user may read, by the options' names. */
public interface OperatorFiles {
  /** The file that an option such as {@code tls-key} names. */
  Content content(String option);

  /** What opens the root key; the operator is asked for it where no option tells it. */
  SecretBytes passphrase();

  /** A file's bytes, which the caller closes, and its mode. */
  record Content(SecretBytes bytes, Set<PosixFilePermission> mode) {
    public Content {
      mode = Set.copyOf(mode);
    }
  }
}
