package dev.coffer.server.kms.algorithm;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.DataLengthException;
import org.bouncycastle.crypto.encodings.PKCS1Encoding;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.PSSSigner;

/** The signature schemes, by the vendor's names; every scheme signs a digest. */
public enum SigningAlgorithm {
  RSASSA_PSS_SHA_256(Scheme.PSS, SignedHash.SHA_256),
  RSASSA_PSS_SHA_384(Scheme.PSS, SignedHash.SHA_384),
  RSASSA_PSS_SHA_512(Scheme.PSS, SignedHash.SHA_512),
  RSASSA_PKCS1_V1_5_SHA_256(Scheme.PKCS1, SignedHash.SHA_256),
  RSASSA_PKCS1_V1_5_SHA_384(Scheme.PKCS1, SignedHash.SHA_384),
  RSASSA_PKCS1_V1_5_SHA_512(Scheme.PKCS1, SignedHash.SHA_512),
  ECDSA_SHA_256(Scheme.ECDSA, SignedHash.SHA_256),
  ECDSA_SHA_384(Scheme.ECDSA, SignedHash.SHA_384),
  ECDSA_SHA_512(Scheme.ECDSA, SignedHash.SHA_512),
  SM2DSA_SM3(Scheme.SM2, SignedHash.SM3);

  private enum Scheme {
    PSS,
    PKCS1,
    ECDSA,
    SM2
  }

  private final Scheme scheme;
  private final SignedHash hash;

  SigningAlgorithm(Scheme scheme, SignedHash hash) {
    this.scheme = scheme;
    this.hash = hash;
  }

  /** Whether keys of the kind sign by this. */
  public boolean suits(KeyPairKind kind) {
    return switch (scheme) {
      case PSS, PKCS1 -> kind.isRsa();
      case ECDSA -> !kind.isRsa() && kind != KeyPairKind.SM2;
      case SM2 -> kind == KeyPairKind.SM2;
    };
  }

  /** The length of the digests that it signs, in bytes. */
  public int digestLength() {
    return hash.length();
  }

  /** What is signed of a message: its digest, for SM2 together with who signs (GB/T 32918.2). */
  public byte[] digest(byte[] privateKey, byte[] message) {
    return scheme == Scheme.SM2
        ? Sm2Signature.digest(Der.publicKey(privateKey), message)
        : hash.digest(message);
  }

  /** Signs a digest of the right length. */
  public byte[] sign(byte[] privateKey, byte[] digest, SecureRandom random) {
    try {
      return switch (scheme) {
        case PSS -> {
          PSSSigner signer = pss();
          signer.init(true, new ParametersWithRandom(Der.privateKey(privateKey), random));
          signer.update(digest, 0, digest.length);
          yield signer.generateSignature();
        }
        case PKCS1 -> {
          var encoding = new PKCS1Encoding(new RSABlindedEngine());
          encoding.init(true, new ParametersWithRandom(Der.privateKey(privateKey), random));
          byte[] block = digestInfo(digest);
          yield encoding.processBlock(block, 0, block.length);
        }
        case ECDSA -> signOnCurve(privateKey, digest, random);
        case SM2 -> Sm2Signature.sign(Der.privateKey(privateKey), digest, random);
      };
    } catch (CryptoException e) {
      throw new ProviderException("cannot sign by " + this, e);
    }
  }

  /** Whether the signature is one of this digest by this key. */
  public boolean verify(byte[] privateKey, byte[] digest, byte[] signature) {
    return switch (scheme) {
      case PSS -> {
        PSSSigner signer = pss();
        signer.init(false, Der.publicKey(privateKey));
        signer.update(digest, 0, digest.length);
        yield signer.verifySignature(signature);
      }
      case PKCS1 -> verifyPkcs1(privateKey, digest, signature);
      case ECDSA -> verifyOnCurve(privateKey, digest, signature);
      case SM2 -> Sm2Signature.verify(Der.publicKey(privateKey), digest, signature);
    };
  }

  private PSSSigner pss() {
    return PSSSigner.createRawSigner(
        new RSABlindedEngine(),
        hash.forPss(),
        hash.forPss(),
        hash.length(),
        PSSSigner.TRAILER_IMPLICIT);
  }

  private byte[] digestInfo(byte[] digest) {
    try {
      return new DigestInfo(new AlgorithmIdentifier(hash.oid(), DERNull.INSTANCE), digest)
          .getEncoded();
    } catch (IOException e) {
      throw new ProviderException("cannot encode a digest", e);
    }
  }

  private boolean verifyPkcs1(byte[] privateKey, byte[] digest, byte[] signature) {
    var encoding = new PKCS1Encoding(new RSABlindedEngine());
    encoding.init(false, Der.publicKey(privateKey));
    try {
      return MessageDigest.isEqual(
          digestInfo(digest), encoding.processBlock(signature, 0, signature.length));
    } catch (CryptoException | DataLengthException _) {
      return false;
    }
  }

  private static byte[] signOnCurve(byte[] privateKey, byte[] digest, SecureRandom random) {
    try {
      Signature signature = Signature.getInstance("NONEwithECDSA");
      signature.initSign(
          KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(privateKey)),
          random);
      signature.update(digest);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new ProviderException("cannot sign by ECDSA", e);
    }
  }

  private static boolean verifyOnCurve(byte[] privateKey, byte[] digest, byte[] signed) {
    try {
      Signature signature = Signature.getInstance("NONEwithECDSA");
      signature.initVerify(
          KeyFactory.getInstance("EC")
              .generatePublic(new X509EncodedKeySpec(PublicKeys.of(privateKey))));
      signature.update(digest);
      return verified(signature, signed);
    } catch (GeneralSecurityException e) {
      throw new ProviderException("cannot verify by ECDSA", e);
    }
  }

  // The JDK throws for bytes that are no signature at all.
  private static boolean verified(Signature signature, byte[] signed) {
    try {
      return signature.verify(signed);
    } catch (SignatureException _) {
      return false;
    }
  }
}
