package dev.coffer.agent.volume.fuse;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often the kernel asked for what since the volume was mounted. Anyone may read it as the
 * attribute {@code user.coffer.requests} of the volume's root, a line for each kind of request, and
 * as {@code user.coffer.syncs} how often the disk below was made to sync a file's content.
 */
final class RequestCounts {
  static final String ATTRIBUTE = "user.coffer.requests";
  static final String SYNCS = "user.coffer.syncs";

  // Filled once, so that it may be read by all threads.
  private final Map<Opcode, LongAdder> counts = new EnumMap<>(Opcode.class);

  RequestCounts() {
    for (Opcode opcode : Opcode.values()) {
      counts.put(opcode, new LongAdder());
    }
  }

  void add(Opcode opcode) {
    requireNonNull(counts.get(opcode)).increment();
  }

  static byte[] syncs() {
    return Posix.bytes("%019d%n".formatted(FdStorage.syncs()));
  }

  byte[] text() {
    var text = new StringBuilder();
    // Of one length, whatever the count: programs ask for the length first and for the text after.
    counts.forEach((opcode, count) -> text.append("%s %019d%n".formatted(opcode, count.sum())));
    return Posix.bytes(text.toString());
  }
}
