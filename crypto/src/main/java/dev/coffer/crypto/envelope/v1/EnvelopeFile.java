package dev.coffer.crypto.envelope.v1;

import dev.coffer.crypto.envelope.v1.EnvelopeException.Reason;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.crypto.stream.v1.StreamHeader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The two lines of an envelope as stored. What it {@link #claimed} is good for finding the wrapped
 * keys and nothing else; {@link #verify} answers with what may be relied on, or fails with {@link
 * EnvelopeException}. The trap: whoever can wrap a key of their own under a KMS key that the reader
 * accepts can forge a whole backup; the caller decides which key ids it accepts.
 */
public final class EnvelopeFile {
  private static final int LONGEST = 256 * 1024;
  private static final byte NEWLINE = '\n';

  private final byte[] line;
  private final Envelope claimed;
  private final Authentication authentication;

  private EnvelopeFile(byte[] line, Envelope claimed, Authentication authentication) {
    this.line = line;
    this.claimed = claimed;
    this.authentication = authentication;
  }

  static EnvelopeFile authenticated(Envelope envelope, SecretBytes dataKey) {
    return switch (envelope.protection()) {
      case Protection.None _ ->
          throw new IllegalArgumentException("backup " + envelope.backupId() + " is not sealed");
      case Protection.Sealed sealed -> {
        byte[] line = Lines.write(EnvelopeJson.of(envelope));
        yield new EnvelopeFile(line, envelope, Authentication.of(line, sealed.header(), dataKey));
      }
    };
  }

  static EnvelopeFile unauthenticated(Envelope envelope) {
    return switch (envelope.protection()) {
      case Protection.None _ ->
          new EnvelopeFile(Lines.write(EnvelopeJson.of(envelope)), envelope, Authentication.NONE);
      case Protection.Sealed _ ->
          throw new IllegalArgumentException("backup " + envelope.backupId() + " is sealed");
    };
  }

  /** Reads no more than an envelope may have, and parses it. */
  public static EnvelopeFile read(String backupId, InputStream file) throws IOException {
    return read(backupId, file.readNBytes(LONGEST + 1));
  }

  /** Parses the file that was stored for this backup; the id is the one in the file's name. */
  public static EnvelopeFile read(String backupId, byte[] file) throws EnvelopeException {
    if (file.length > LONGEST) {
      throw new EnvelopeException(
          Reason.TOO_LARGE, "an envelope of more than " + LONGEST + " bytes");
    }
    int first = lineEnd(file, 0);
    int second = lineEnd(file, first + 1);
    if (second != file.length - 1) {
      throw new EnvelopeException(Reason.MALFORMED, "an envelope has two lines");
    }
    byte[] line = Arrays.copyOf(file, first);
    Envelope claimed = Lines.first(line);
    if (!claimed.backupId().equals(backupId)) {
      throw new EnvelopeException(
          Reason.WRONG_BACKUP, "this is the envelope of backup " + claimed.backupId());
    }
    return new EnvelopeFile(
        line, claimed, Lines.second(Arrays.copyOfRange(file, first + 1, second)));
  }

  private static int lineEnd(byte[] file, int start) throws EnvelopeException {
    for (int position = start; position < file.length; position++) {
      if (file[position] == NEWLINE) {
        return position;
      }
    }
    throw new EnvelopeException(Reason.MALFORMED, "an envelope has two lines, each ended");
  }

  /** What the file says, before anything was verified: only to find out which key opens it. */
  public Envelope claimed() {
    return claimed;
  }

  /** What the file says, authenticated under the data key that one of its wrappings held. */
  public Envelope verify(SecretBytes dataKey) throws EnvelopeException {
    if (!Authentication.of(line, sealed().header(), dataKey).matches(authentication)) {
      throw new EnvelopeException(
          Reason.NOT_AUTHENTIC, "the envelope of " + claimed.backupId() + " is not authentic");
    }
    return claimed;
  }

  /**
   * What the file says of a backup that the caller expects not to be sealed. Refused if the object,
   * of which eight bytes from its beginning suffice, is a sealed stream after all.
   */
  public Envelope acceptUnsealed(byte[] objectBeginning) throws EnvelopeException {
    boolean unsealed =
        claimed.protection() instanceof Protection.None
            && authentication.equals(Authentication.NONE);
    if (!unsealed || StreamHeader.isSealed(objectBeginning)) {
      throw new EnvelopeException(Reason.SEALED, "backup " + claimed.backupId() + " is sealed");
    }
    return claimed;
  }

  /** The file with one more wrapping of the same data key; verifies before it signs anew. */
  public EnvelopeFile withWrapping(Wrapping added, SecretBytes dataKey) throws EnvelopeException {
    Envelope verified = verify(dataKey);
    return verified.withProtection(sealed().with(added)).authenticate(dataKey);
  }

  private Protection.Sealed sealed() throws EnvelopeException {
    return switch (claimed.protection()) {
      case Protection.Sealed sealed -> sealed;
      case Protection.None _ ->
          throw new EnvelopeException(
              Reason.NOT_SEALED,
              "the envelope of " + claimed.backupId() + " says it is not sealed");
    };
  }

  /** The bytes to store. */
  public byte[] bytes() {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(line);
    file.write(NEWLINE);
    file.writeBytes(Lines.write(new Lines.Second(authentication)));
    file.write(NEWLINE);
    return file.toByteArray();
  }
}
