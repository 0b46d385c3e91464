package dev.coffer.server.http;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/** A certificate chain and the key of its first certificate, which have been seen to fit. */
record Certificate(List<X509Certificate> chain, PrivateKey key) {
  // Kinds of names, from RFC 5280, 4.2.1.6.
  private static final int DNS = 2;
  private static final int ADDRESS = 7;

  Certificate {
    chain = List.copyOf(chain);
  }

  /** Reads a pair; throws {@link UnusableCertificate} where it is none. */
  static Certificate read(TlsFiles files) {
    List<X509Certificate> chain = chain(files.certificate());
    PublicKey publicKey = chain.getFirst().getPublicKey();
    PrivateKey key = key(files.key(), publicKey.getAlgorithm());
    if (!fit(key, publicKey)) {
      throw new UnusableCertificate(
          files.key() + " is not the key of the certificate in " + files.certificate());
    }
    return new Certificate(chain, key);
  }

  X509Certificate[] array() {
    return chain.toArray(X509Certificate[]::new);
  }

  /** The host itself if the certificate is for it, otherwise the first name that it is for. */
  String nameOf(String host) {
    List<String> names = names(chain.getFirst());
    return names.contains(host) ? host : names.stream().findFirst().orElse(host);
  }

  private static List<String> names(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null
          ? List.of()
          : names.stream()
              .filter(name -> name.getFirst().equals(DNS) || name.getFirst().equals(ADDRESS))
              .map(name -> name.getLast().toString())
              .filter(name -> !name.startsWith("*"))
              .toList();
    } catch (CertificateParsingException e) {
      throw new UnusableCertificate("cannot read the names of a certificate", e);
    }
  }

  private static List<X509Certificate> chain(Path file) {
    try (var in = Files.newInputStream(file)) {
      List<X509Certificate> chain =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (chain.isEmpty()) {
        throw new UnusableCertificate("no certificate in " + file);
      }
      return chain;
    } catch (IOException | GeneralSecurityException e) {
      throw new UnusableCertificate("cannot read a certificate from " + file, e);
    }
  }

  private static PrivateKey key(Path file, String algorithm) {
    try (var reader = new PemReader(new StringReader(Files.readString(file)))) {
      for (PemObject object = reader.readPemObject();
          object != null;
          object = reader.readPemObject()) {
        if (object.getType().endsWith("PRIVATE KEY")) {
          return KeyFactory.getInstance(algorithm)
              .generatePrivate(new PKCS8EncodedKeySpec(pkcs8(object)));
        }
      }
      throw new UnusableCertificate("no private key in " + file);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException _) {
      // The cause could quote the key.
      throw new UnusableCertificate("cannot read an unencrypted private key from " + file);
    }
  }

  private static byte[] pkcs8(PemObject object) throws IOException {
    byte[] content = object.getContent();
    return switch (object.getType()) {
      case "RSA PRIVATE KEY" ->
          new PrivateKeyInfo(
                  new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption),
                  RSAPrivateKey.getInstance(content))
              .getEncoded();
      case "EC PRIVATE KEY" -> {
        ECPrivateKey key = ECPrivateKey.getInstance(content);
        var algorithm =
            new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject());
        yield new PrivateKeyInfo(algorithm, key).getEncoded();
      }
      default -> content;
    };
  }

  // One that was replaced while the other was not yet must not be taken.
  private static boolean fit(PrivateKey key, PublicKey publicKey) {
    byte[] probe = {1};
    try {
      Signature signature = Signature.getInstance(signatureOf(key));
      signature.initSign(key);
      signature.update(probe);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(probe);
      return signature.verify(signed);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  private static String signatureOf(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> key.getAlgorithm();
    };
  }
}
