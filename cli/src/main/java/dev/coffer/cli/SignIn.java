package dev.coffer.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Whom a command that asks a running server asks as. */
final class SignIn {
  @Option(
      names = "--account",
      paramLabel = "FILE",
      required = true,
      description = "The server's bootstrap.json, or a file of its form for another user.")
  private Path account;

  ApiClient client() {
    return new ApiClient(Account.read(account)).signIn();
  }
}
