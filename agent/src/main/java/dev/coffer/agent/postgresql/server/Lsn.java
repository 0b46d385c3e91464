package dev.coffer.agent.postgresql.server;

/** A position in the log of a server, such as {@code 0/3000028}. */
public record Lsn(long position) implements Comparable<Lsn> {
  public static Lsn parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("not a position in a log: \"" + text + "\"");
    }
    long high = Long.parseUnsignedLong(text.substring(0, slash), 16);
    return new Lsn(high << 32 | Long.parseUnsignedLong(text.substring(slash + 1), 16));
  }

  @Override
  public int compareTo(Lsn other) {
    return Long.compareUnsigned(position, other.position);
  }

  @Override
  public String toString() {
    return "%X/%X".formatted(position >>> 32, position & 0xFFFFFFFFL);
  }
}
