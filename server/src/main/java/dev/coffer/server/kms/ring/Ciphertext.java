package dev.coffer.server.kms.ring;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.digest.HashFunction;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.KeyId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;

/**
 * The bytes of a data key or of data under a symmetric master key, format 1: 124 more than what is
 * inside, as the vendor's are.
 *
 * <pre>
 *   0    3  "CDK" for a data key, "CDS" for one of a service, "CDD" for data
 *   3    1  the format, 1
 *   4    1  suite
 *   5    1  0
 *   6    2  length of what is inside
 *   8    4  version of the master key
 *  12   16  id of the key ring
 *  28   36  id of the master key, ASCII
 *  64   12  nonce
 *  76    n  ciphertext; data is filled up with zeroes to a multiple of 16 before
 *  76+n 16  tag, over the first 64 bytes and the caller's associated data too
 *  92+n 32  keyed digest of everything before, by the ring
 * </pre>
 *
 * Numbers are big-endian. Everything a reader needs to find the key is in the clear and under both
 * tag and digest; the digest tells a ciphertext of this ring from any other bytes before a master
 * key is touched.
 */
public final class Ciphertext {
  static final int OVERHEAD = 124;

  private static final int HEADER_LENGTH = 64;
  private static final int CIPHERTEXT = HEADER_LENGTH + Suite.NONCE_LENGTH;

  /** What is inside; each kind opens only as itself. */
  public enum Content {
    /** What callers of the API make and open. */
    DATA_KEY('K', 1024, 1),
    /** What services make and open, each for its context; no caller of the API does either. */
    SERVICE_KEY('S', 1024, 1),
    DATA('D', 4096, 16);

    private final int magic;
    private final int most;
    private final int block;

    Content(char letter, int most, int block) {
      this.magic = ('C' << 24) | ('D' << 16) | (letter << 8) | 1;
      this.most = most;
      this.block = block;
    }

    public int most() {
      return most;
    }

    private int padded(int length) {
      return (length + block - 1) / block * block;
    }
  }

  private final byte[] bytes;
  private final Header header;

  /** What is said in the clear. */
  public record Header(
      Content content, KeySpec spec, int length, int version, UUID ringId, KeyId keyId) {
    /** The length of the plaintext as the cipher sees it. */
    int paddedLength() {
      return content.padded(length);
    }
  }

  private Ciphertext(byte[] bytes, Header header) {
    this.bytes = bytes;
    this.header = header;
  }

  /** Room for a plaintext to be sealed: header and nonce filled in, the rest still zero. */
  static Ciphertext begin(Header header, byte[] nonce) {
    byte[] bytes = new byte[OVERHEAD + header.paddedLength()];
    ByteBuffer.wrap(bytes)
        .putInt(header.content().magic)
        .put((byte) header.spec().symmetric().suite().id())
        .put((byte) 0)
        .putShort((short) header.length())
        .putInt(header.version())
        .putLong(header.ringId().getMostSignificantBits())
        .putLong(header.ringId().getLeastSignificantBits())
        .put(header.keyId().value().getBytes(US_ASCII))
        .put(nonce);
    return new Ciphertext(bytes, header);
  }

  /** Takes bytes apart without believing them; refuses what cannot be of this content. */
  public static Ciphertext parse(Content content, byte[] bytes) {
    if (bytes.length <= OVERHEAD || bytes.length > OVERHEAD + content.most) {
      throw refused(Reason.OUT_OF_RANGE);
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int magic = in.getInt();
    int suite = in.get();
    int reserved = in.get();
    int length = Short.toUnsignedInt(in.getShort());
    if (magic == Content.SERVICE_KEY.magic && content != Content.SERVICE_KEY) {
      throw refused(Reason.OTHER_PURPOSE);
    }
    if (magic != content.magic
        || reserved != 0
        || length == 0
        || content.padded(length) != bytes.length - OVERHEAD) {
      throw refused(Reason.WRONG_FORM);
    }
    int version = in.getInt();
    var ringId = new UUID(in.getLong(), in.getLong());
    KeyId keyId =
        KeyId.of(new String(bytes, HEADER_LENGTH - KeyId.LENGTH, KeyId.LENGTH, US_ASCII))
            .orElseThrow(() -> refused(Reason.WRONG_FORM));
    return new Ciphertext(
        bytes.clone(), new Header(content, specOf(suite), length, version, ringId, keyId));
  }

  /** Whether bytes claim to be of a content. */
  public static boolean claims(Content content, byte[] bytes) {
    return bytes.length > OVERHEAD && ByteBuffer.wrap(bytes).getInt() == content.magic;
  }

  public Header header() {
    return header;
  }

  public byte[] copy() {
    return bytes.clone();
  }

  /** The array itself, for the cipher to write to and read from. */
  byte[] array() {
    return bytes;
  }

  byte[] nonce() {
    return Arrays.copyOfRange(bytes, HEADER_LENGTH, CIPHERTEXT);
  }

  int ciphertextOffset() {
    return CIPHERTEXT;
  }

  int ciphertextLength() {
    return header.paddedLength() + Suite.TAG_LENGTH;
  }

  /** What the tag covers besides the ciphertext: the header, then what the caller adds. */
  byte[] associated(byte[] added) {
    byte[] associated = Arrays.copyOf(bytes, HEADER_LENGTH + added.length);
    System.arraycopy(added, 0, associated, HEADER_LENGTH, added.length);
    return associated;
  }

  byte[] expectedDigest(byte[] key) {
    return header.spec().symmetric().hash().authenticate(key, Arrays.copyOf(bytes, digestOffset()));
  }

  byte[] digest() {
    return Arrays.copyOfRange(bytes, digestOffset(), bytes.length);
  }

  void putDigest(byte[] digest) {
    System.arraycopy(digest, 0, bytes, digestOffset(), HashFunction.LENGTH);
  }

  public static Refusal refused(Reason reason) {
    return new Refusal(Failure.KMS_2201, "cipher_text", reason);
  }

  private int digestOffset() {
    return bytes.length - HashFunction.LENGTH;
  }

  private static KeySpec specOf(int suite) {
    for (KeySpec spec : KeySpec.values()) {
      if (spec.kind() instanceof KeyKind.Symmetric symmetric && symmetric.suite().id() == suite) {
        return spec;
      }
    }
    throw refused(Reason.WRONG_FORM);
  }
}
