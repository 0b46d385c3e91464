package dev.coffer.agent.link;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A connection, as frames: the length of the JSON and the number of secrets in four bytes each, the
 * JSON, and each secret behind its length. One side speaks at a time. A frame has at most 4 MiB of
 * JSON (a list of many backups) and 64 secrets of at most 1 MiB together; whatever is beyond that
 * ends the connection.
 */
public final class Wire implements Closeable {
  static final int LONGEST_TEXT = 4 << 20;
  static final int LONGEST_SECRETS = 1 << 20;
  static final int MOST_SECRETS = 64;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final DataInputStream in;
  // Without a buffer, which would keep copies of secrets.
  private final DataOutputStream out;
  private final Closeable connection;

  public Wire(InputStream in, OutputStream out, Closeable connection) {
    this.in = new DataInputStream(in);
    this.out = new DataOutputStream(out);
    this.connection = connection;
  }

  void send(Frame frame) throws IOException {
    byte[] text = JSON.writeValueAsBytes(frame.said());
    require(text.length, LONGEST_TEXT);
    require(frame.secrets().size(), MOST_SECRETS);
    int left = LONGEST_SECRETS;
    out.writeInt(text.length);
    out.writeInt(frame.secrets().size());
    out.write(text);
    for (byte[] secret : frame.secrets()) {
      left -= require(secret.length, left);
      out.writeInt(secret.length);
      out.write(secret);
    }
  }

  Frame receive() throws IOException {
    int length = require(in.readInt(), LONGEST_TEXT);
    int count = require(in.readInt(), MOST_SECRETS);
    ObjectNode said = parse(in.readNBytes(length), length);
    List<byte[]> secrets = new ArrayList<>();
    int left = LONGEST_SECRETS;
    for (int n = 0; n < count; n++) {
      byte[] secret = new byte[require(in.readInt(), left)];
      left -= secret.length;
      in.readFully(secret);
      secrets.add(secret);
    }
    return new Frame(said, secrets);
  }

  private static ObjectNode parse(byte[] text, int length) throws IOException {
    if (text.length < length) {
      throw new IOException("the connection ended within a message");
    }
    try {
      if (JSON.readTree(text) instanceof ObjectNode said) {
        return said;
      }
    } catch (JacksonException malformed) {
      throw new IOException("a message is not JSON", malformed);
    }
    throw new IOException("a message is not a JSON object");
  }

  private static int require(int number, int limit) throws IOException {
    if (number < 0 || number > limit) {
      throw new IOException(
          "a message has a length of %d, and not 0 to %d".formatted(number, limit));
    }
    return number;
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
