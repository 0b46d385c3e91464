package dev.coffer.cli.account;

import java.nio.file.Path;

/** Where a server is and what its user signs with, as {@code bootstrap.json} names them. */
public record SigningAccount(
    String endpoint,
    String region,
    String domainId,
    String projectId,
    String accessKey,
    String secretKey) {

  public static SigningAccount read(Path file) {
    return Account.read(file, SigningAccount.class);
  }

  @Override
  public String toString() {
    return "SigningAccount[" + accessKey + " at " + endpoint + "]";
  }
}
