package dev.coffer.server.kms.masterkey;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What can be granted on a key, by the vendor's names. */
public enum KeyOperation {
  CREATE_DATAKEY,
  CREATE_DATAKEY_WITHOUT_PLAINTEXT,
  ENCRYPT_DATAKEY,
  DECRYPT_DATAKEY,
  DESCRIBE_KEY,
  CREATE_GRANT,
  RETIRE_GRANT,
  ENCRYPT_DATA,
  DECRYPT_DATA;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<KeyOperation> ofWireName(String name) {
    return Arrays.stream(values())
        .filter(operation -> operation.wireName().equals(name))
        .findFirst();
  }
}
