/**
 * Algorithms on keys that are held as bytes: private keys as PKCS#8, public keys as X.509
 * SubjectPublicKeyInfo, both DER. The enums carry the vendor's names; each constant does its work
 * itself. Nothing here knows where a key comes from or who may use it.
 */
@NullMarked
package dev.coffer.server.kms.algorithm;

import org.jspecify.annotations.NullMarked;
