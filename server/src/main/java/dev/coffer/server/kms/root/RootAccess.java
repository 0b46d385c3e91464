package dev.coffer.server.kms.root;

import java.util.Optional;

/**
 * How a server opens its root key.
 *
 * @param current what it is sealed under; asked for where it needs one
 * @param next what it is sealed under from this start on
 */
public record RootAccess(Passphrase current, Optional<Passphrase> next) {
  public static RootAccess by(Passphrase passphrase) {
    return new RootAccess(passphrase, Optional.empty());
  }
}
