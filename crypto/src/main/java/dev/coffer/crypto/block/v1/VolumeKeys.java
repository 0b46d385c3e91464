package dev.coffer.crypto.block.v1;

import dev.coffer.crypto.cipher.CipherLibrary;
import dev.coffer.crypto.cipher.Ciphers;
import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.cipher.mac.CbcGmacEngine;
import dev.coffer.crypto.digest.HashFunction;
import dev.coffer.crypto.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that a volume's data key becomes, one key for each purpose and one for each file. Safe
 * for use from several threads; closing it zeroes the keys, except the copies inside JDK ciphers.
 */
public final class VolumeKeys implements AutoCloseable {
  private static final String LABEL = "coffer sealed volume v1 ";

  private final BlockSuite suite;
  private final FileId volume;
  private final SecretBytes dek;
  private final List<Authenticator> derived = new ArrayList<>();
  private final Authenticator headers;
  private final Authenticator names;
  private final Authenticator holes;
  private final Authenticator journal;
  private final Authenticator seals;
  private final Authenticator marks;
  private final CipherLibrary sm4 = Ciphers.best(Suite.SM4_GCM);

  /** Keeps a copy of the data key, which has to have the suite's length. */
  public VolumeKeys(BlockSuite suite, FileId volume, SecretBytes dek) {
    if (dek.length() != suite.keyLength()) {
      throw new IllegalArgumentException(
          "a data key of " + suite.wireName() + " cannot have length " + dek.length());
    }
    this.suite = suite;
    this.volume = volume;
    // A key for deriving only: the data key itself stays with the caller.
    this.dek = dek.derive(volume.bytes(), label("volume"), HashFunction.LENGTH);
    this.headers = authenticator("headers");
    this.names = authenticator("names");
    this.holes = authenticator("holes");
    this.journal = authenticator("journal");
    this.seals = authenticator("seals");
    this.marks = authenticator("marks");
  }

  private Authenticator authenticator(String purpose) {
    SecretBytes key = dek.derive(volume.bytes(), label(purpose), HashFunction.LENGTH);
    var authenticator = new Authenticator(suite, key);
    derived.add(authenticator);
    return authenticator;
  }

  private byte[] label(String purpose) {
    return (LABEL + suite.wireName() + " " + purpose).getBytes(StandardCharsets.US_ASCII);
  }

  public BlockSuite suite() {
    return suite;
  }

  public FileId volume() {
    return volume;
  }

  /** The cipher of one file; the caller closes it. */
  public BlockCipher blockCipher(FileId file) {
    Holes fileHoles = new Holes(holes, file);
    return switch (suite) {
      case GENERAL_CIPHER -> new CbcGmac(file, fileKey(file, CbcGmacEngine.KEYS_LENGTH), fileHoles);
      case SM_COMPATIBLE -> new Sm4Gcm(file, fileKey(file, suite.keyLength()), fileHoles, sm4);
    };
  }

  /** Key for extended attributes of one file, under the suite's authenticated cipher. */
  public SecretBytes attributeKey(FileId file) {
    return dek.derive(file.bytes(), label("attributes"), attributeSuite().keyLength());
  }

  public Suite attributeSuite() {
    return switch (suite) {
      case GENERAL_CIPHER -> Suite.AES_256_GCM;
      case SM_COMPATIBLE -> Suite.SM4_GCM;
    };
  }

  private SecretBytes fileKey(FileId file, int length) {
    return dek.derive(file.bytes(), label("file"), length);
  }

  public Authenticator headers() {
    return headers;
  }

  Authenticator names() {
    return names;
  }

  public Authenticator journal() {
    return journal;
  }

  /** Of inodes, as version 2 seals them. */
  public Authenticator seals() {
    return seals;
  }

  /** Of journals, as version 2 marks them. */
  public Authenticator marks() {
    return marks;
  }

  @Override
  public void close() {
    derived.forEach(Authenticator::close);
    dek.close();
  }
}
