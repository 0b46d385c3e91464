package dev.coffer.agent.volume.protocol;

import static java.util.Objects.requireNonNull;

import dev.coffer.agent.volume.posix.FdStorage;
import dev.coffer.agent.volume.posix.Posix;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often the kernel asked for what since the volume was mounted. Anyone may read it as the
 * attribute {@code user.coffer.requests} of the volume's root, a line for each kind of request, and
 * as {@code user.coffer.syncs} how often the disk below was made to sync a file's content.
 */
public final class RequestCounts {
  public static final String ATTRIBUTE = "user.coffer.requests";
  public static final String SYNCS = "user.coffer.syncs";

  // Filled once, so that it may be read by all threads.
  private final Map<Opcode, LongAdder> counts = new EnumMap<>(Opcode.class);

  public RequestCounts() {
    for (Opcode opcode : Opcode.values()) {
      counts.put(opcode, new LongAdder());
    }
  }

  public void add(Opcode opcode) {
    requireNonNull(counts.get(opcode)).increment();
  }

  public static byte[] syncs() {
    return Posix.bytes("%019d%n".formatted(FdStorage.syncs()));
  }

  public byte[] text() {
    var text = new StringBuilder();
    // Of one length, whatever the count: programs ask for the length first and for the text after.
    counts.forEach((opcode, count) -> text.append("%s %019d%n".formatted(opcode, count.sum())));
    return Posix.bytes(text.toString());
  }
}
