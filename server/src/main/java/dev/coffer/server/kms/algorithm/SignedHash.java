package dev.coffer.server.kms.algorithm;

import dev.coffer.crypto.digest.HashFunction;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.ProviderException;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.digests.SM3Digest;

/** The hash functions of signatures. */
enum SignedHash {
  SHA_256("SHA-256", 32),
  SHA_384("SHA-384", 48),
  SHA_512("SHA-512", 64),
  SM3("SM3", 32);

  private final String jdkName;
  private final int length;

  SignedHash(String jdkName, int length) {
    this.jdkName = jdkName;
    this.length = length;
  }

  int length() {
    return length;
  }

  ASN1ObjectIdentifier oid() {
    return switch (this) {
      case SHA_256 -> NISTObjectIdentifiers.id_sha256;
      case SHA_384 -> NISTObjectIdentifiers.id_sha384;
      case SHA_512 -> NISTObjectIdentifiers.id_sha512;
      case SM3 -> GMObjectIdentifiers.sm3;
    };
  }

  byte[] digest(byte[] message) {
    if (this == SM3) {
      return HashFunction.SM3.digest(message);
    }
    try {
      return MessageDigest.getInstance(jdkName).digest(message);
    } catch (GeneralSecurityException e) {
      throw new ProviderException("the JDK offers no " + jdkName, e);
    }
  }

  Digest forPss() {
    return switch (this) {
      case SHA_256 -> SHA256Digest.newInstance();
      case SHA_384 -> new SHA384Digest();
      case SHA_512 -> new SHA512Digest();
      case SM3 -> new SM3Digest();
    };
  }
}
