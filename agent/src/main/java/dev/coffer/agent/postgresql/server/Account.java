package dev.coffer.agent.postgresql.server;

import dev.coffer.agent.Superuser;
import dev.coffer.crypto.secret.SecretAccess;
import dev.coffer.crypto.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A role with its password, which does not print. */
public record Account(String role, String password) {
  static final String SUPERUSER = "coffer";

  /** What the coordinator comes to data nodes as. */
  public static final String LINK = "coffer_link";

  /** What the tools of PostgreSQL copy a node of ours as. */
  public static final String COPY = "coffer_copy";

  public static Account superuser(SecretBytes secret) {
    return ofDigits(SUPERUSER, secret);
  }

  public static Account link(SecretBytes secret) {
    return ofDigits(LINK, secret);
  }

  public static Account of(Superuser superuser) {
    return switch (superuser) {
      case Superuser.Own own -> superuser(own.secret());
      case Superuser.Given given -> of(given.role(), given.password());
    };
  }

  public static Account of(String role, SecretBytes password) {
    return new Account(
        role,
        password.open(
            SecretAccess.revealingSecrets(), bytes -> new String(bytes, StandardCharsets.UTF_8)));
  }

  /** With the password that stands for a secret of any bytes. */
  public static Account ofDigits(String role, SecretBytes secret) {
    return new Account(role, digits(secret));
  }

  @Override
  public String toString() {
    return "Account[" + role + "]";
  }

  private static String digits(SecretBytes secret) {
    return secret.open(SecretAccess.revealingSecrets(), HexFormat.of()::formatHex);
  }
}
