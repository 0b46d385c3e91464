/**
 * Master keys and what they protect. A {@link dev.coffer.server.kms.RootKey} seals the key ring,
 * one file that holds the material of every master key version; the control database holds what is
 * known about the keys, never the material. Master keys wrap data keys. A wrapped data key says by
 * which key and version it opens, and opens with the key ring and the root key alone, through
 * {@link dev.coffer.server.kms.KeyVault}; whether a caller may open it is decided by {@link
 * dev.coffer.server.kms.DataKeys} from the master key's state. {@link dev.coffer.server.kms.Kms} is
 * the way in for a server.
 */
@NullMarked
package dev.coffer.server.kms;

import org.jspecify.annotations.NullMarked;
