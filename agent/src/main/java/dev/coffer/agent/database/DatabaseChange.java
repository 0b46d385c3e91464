package dev.coffer.agent.database;

import dev.coffer.crypto.secret.SecretBytes;
import java.util.Optional;
import java.util.regex.Pattern;

/** One change to what the users of an instance keep in its engine. */
public sealed interface DatabaseChange {
  /** In characters. */
  int LONGEST_COMMENT = 512;

  /** The vendor's rule, and no backslash, which some SQL modes read otherwise than others. */
  Pattern COMMENT = Pattern.compile("[^\\p{Cntrl}!<\"='>&\\\\]{1," + LONGEST_COMMENT + "}");

  /** A character set of the engine. */
  Pattern CHARACTER_SET = Pattern.compile("[a-z0-9_]{1,32}");

  record CreateDatabase(DatabaseName database, String characterSet, Optional<String> comment)
      implements DatabaseChange {
    public CreateDatabase {
      require("character set", CHARACTER_SET, characterSet);
      comment.ifPresent(text -> require("comment", COMMENT, text));
    }
  }

  /** With everything that is in it. What was granted on it stays, as the engine has it. */
  record DropDatabase(DatabaseName database) implements DatabaseChange {}

  /** Without a comment the database has none afterwards. */
  record CommentDatabase(DatabaseName database, Optional<String> comment)
      implements DatabaseChange {
    public CommentDatabase {
      comment.ifPresent(text -> require("comment", COMMENT, text));
    }
  }

  /** The password stays the caller's, to close. */
  record CreateAccount(AccountName account, SecretBytes password) implements DatabaseChange {}

  /** Open connections of it go on. */
  record DropAccount(AccountName account) implements DatabaseChange {}

  /** The password stays the caller's, to close. */
  record SetPassword(AccountName account, SecretBytes password) implements DatabaseChange {}

  /** In addition to what the account may do there already. */
  record Grant(AccountName account, DatabaseName database, Extent extent)
      implements DatabaseChange {}

  /** Everything that the account may do in the database as a whole; fails where that is nothing. */
  record Revoke(AccountName account, DatabaseName database) implements DatabaseChange {}

  /** How far an account reaches within a database. */
  enum Extent {
    READ,
    READ_AND_WRITE
  }

  private static void require(String what, Pattern shape, String text) {
    if (!shape.matcher(text).matches()) {
      throw new IllegalArgumentException("not a " + what + " of a database");
    }
  }
}
