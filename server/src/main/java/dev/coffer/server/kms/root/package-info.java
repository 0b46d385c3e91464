/**
 * The root key, which seals the key ring: a file in the clear, a file under a passphrase, or a key
 * in a PKCS #11 token.
 */
@NullMarked
package dev.coffer.server.kms.root;

import org.jspecify.annotations.NullMarked;
