package dev.coffer.agent;

import dev.coffer.crypto.secret.SecretBytes;

/**
 * What the accounts of an instance are proven with: the password of the administrator {@code root},
 * who may come from everywhere, and a secret of any bytes for our own {@code coffer}, who comes
 * from this host alone. Both stay the caller's, to close.
 */
public record Credentials(SecretBytes administratorPassword, SecretBytes controlSecret) {}
