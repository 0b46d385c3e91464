/**
 * Master keys and what they protect. A {@link dev.coffer.server.kms.root.RootKey} seals the key
 * ring, one file that holds the material of every master key version; the control database holds
 * what is known about the keys, never the material. Symmetric master keys wrap data keys and
 * encrypt small data, in a ciphertext that says by which key and version it opens; key pairs and
 * MAC keys sign. A wrapped data key opens with the key ring and the root key alone, through {@link
 * dev.coffer.server.kms.ring.RingStorage}; whether a {@link
 * dev.coffer.server.kms.masterkey.KeyUser} may have it opened is decided from the master key's
 * state, its project and its grants. {@link dev.coffer.server.kms.Kms} is the way in for a server.
 */
@NullMarked
package dev.coffer.server.kms;

import org.jspecify.annotations.NullMarked;
