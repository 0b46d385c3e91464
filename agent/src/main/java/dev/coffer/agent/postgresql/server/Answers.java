package dev.coffer.agent.postgresql.server;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.function.IntSupplier;

/**
 * What a server sends, passed on message by message and only as far as it is bounded. The driver
 * makes room for whatever length a message or a value in it claims, and keeps all rows of an
 * answer: a server that obeys its tenant by now could so take all the memory of this process. A
 * request of the driver begins a new answer.
 *
 * <p>Source: PostgreSQL, Frontend/Backend Protocol 3.0, Message Formats.
 */
final class Answers extends InputStream {
  static final int LONGEST_MESSAGE = 4 << 20;
  static final int LONGEST_ANSWER = 48 << 20;

  /** Of every answer, without asking what others take. */
  private static final int FREE = 1 << 20;

  /** What the driver keeps of a row beside its bytes, and its bytes twice: as text, too. */
  private static final int OF_A_ROW = 100;

  /** What it keeps of a notice, an exception with its stack trace, beside its bytes. */
  private static final int OF_A_MESSAGE = 4 << 10;

  private static final int UNIT = 1 << 10;

  /** For the answers of all servers together, in units. */
  private static final Semaphore ROOM = new Semaphore((64 << 20) / UNIT);

  private static final byte DATA_ROW = 'D';
  private static final byte NOTICE = 'N';
  private static final byte SETTING = 'S';
  private static final byte AUTHENTICATION = 'R';
  private static final int MOST_AUTHENTICATIONS = 4;
  private static final int LOGIN = 10_000;
  private static final int HEADER = 1 + Integer.BYTES;

  private final InputStream in;
  private final Timeout timeout;
  private final IntSupplier limit;
  private ByteBuffer message = ByteBuffer.allocate(0);
  private long answerBegan = System.nanoTime();
  private long length;

  /** Of what the driver keeps as long as the connection. */
  private long lasting;

  private int held;
  private int authentications;
  private boolean isLetIn;

  /** How long the next read may wait, in milliseconds; 0 is without end. */
  interface Timeout {
    void set(int milliseconds) throws IOException;
  }

  /**
   * @param limit how long an answer may take, in milliseconds; 0 is without end
   */
  Answers(InputStream in, Timeout timeout, IntSupplier limit) {
    this.in = new BufferedInputStream(in);
    this.timeout = timeout;
    this.limit = limit;
  }

  /** A server decides how often it is written to before it lets in: that is one answer. */
  synchronized void expectAnother() {
    if (isLetIn) {
      answerBegan = System.nanoTime();
      length = lasting;
      release();
    }
  }

  @Override
  public int read() throws IOException {
    return next() ? Byte.toUnsignedInt(message.get()) : -1;
  }

  @Override
  public int read(byte[] target, int offset, int count) throws IOException {
    if (count == 0) {
      return 0;
    }
    if (!next()) {
      return -1;
    }
    int given = Math.min(count, message.remaining());
    message.get(target, offset, given);
    return given;
  }

  @Override
  public int available() throws IOException {
    return message.hasRemaining() ? message.remaining() : in.available();
  }

  @Override
  public synchronized void close() {
    release();
  }

  private boolean next() throws IOException {
    if (message.hasRemaining()) {
      return true;
    }
    byte[] header = new byte[HEADER];
    if (receive(header, 0, 1) < 0) {
      return false;
    }
    fill(header, 1);
    int rest = ByteBuffer.wrap(header).getInt(1) - Integer.BYTES;
    if (rest < 0 || rest > LONGEST_MESSAGE) {
      throw new IOException("the server sends a message of a length that no answer has: " + rest);
    }
    charge(header[0], rest);
    byte[] whole = Arrays.copyOf(header, HEADER + rest);
    fill(whole, HEADER);
    message = ByteBuffer.wrap(whole);
    MessageShape.require((char) header[0], ByteBuffer.wrap(whole, HEADER, rest));
    if (header[0] == AUTHENTICATION) {
      authenticate(message.getInt(HEADER) == 0);
    }
    return true;
  }

  /** By SCRAM it takes four: which way, the challenge, the server's proof, and the end. */
  private synchronized void authenticate(boolean letIn) throws IOException {
    authentications++;
    if (isLetIn || authentications > MOST_AUTHENTICATIONS) {
      throw new IOException("the server does not come to the end of letting in");
    }
    isLetIn = letIn;
  }

  private synchronized void charge(byte type, int bytes) throws IOException {
    long charged = (type == DATA_ROW ? OF_A_ROW : OF_A_MESSAGE) + 2L * bytes;
    length += charged;
    lasting += type == NOTICE || type == SETTING ? charged : 0;
    if (limit.getAsInt() == 0 && length > FREE) {
      throw new IOException("the server answers at length what it may take its time for");
    }
    if (length > LONGEST_ANSWER) {
      throw new IOException("the server answers more than %d bytes".formatted(LONGEST_ANSWER));
    }
    int needed = (int) (Math.max(length - FREE, 0) / UNIT) - held;
    if (needed > 0) {
      if (!ROOM.tryAcquire(needed)) {
        throw new IOException("servers answer more at once than there is memory for");
      }
      held += needed;
    }
  }

  private void release() {
    ROOM.release(held);
    held = 0;
  }

  private void fill(byte[] target, int from) throws IOException {
    for (int at = from; at < target.length; ) {
      int count = receive(target, at, target.length - at);
      if (count < 0) {
        throw new EOFException("the server ended in the middle of a message");
      }
      at += count;
    }
  }

  private int receive(byte[] target, int offset, int most) throws IOException {
    timeout.set(left());
    return in.read(target, offset, most);
  }

  private int left() throws SocketTimeoutException {
    int whole = isLetIn ? limit.getAsInt() : LOGIN;
    if (whole == 0) {
      return 0;
    }
    long left = whole - (System.nanoTime() - answerBegan) / 1_000_000;
    if (left <= 0) {
      throw new SocketTimeoutException("the server does not come to the end of its answer");
    }
    return (int) left;
  }
}
