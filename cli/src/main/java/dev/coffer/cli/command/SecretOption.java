package dev.coffer.cli.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A password, from a file, a descriptor or the terminal; never an argument. */
public final class SecretOption {
  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "Reads the password from this file's first line.")
  private @Nullable String file;

  @Option(
      names = "--password-fd",
      paramLabel = "N",
      description = "Reads the password from this file descriptor.")
  private @Nullable Integer descriptor;

  /** One that exists. */
  public String known(Session session, String prompt) {
    return session.questions().secret(prompt, file, descriptor, false);
  }

  /** A new one, which is typed twice. */
  public String fresh(Session session, String prompt) {
    return session.questions().secret(prompt, file, descriptor, true);
  }
}
