package dev.coffer.crypto.envelope.v1;

import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.stream.v1.StreamHeader;
import java.util.List;
import java.util.stream.Stream;

/** How the backup object is protected. */
public sealed interface Protection {

  /** The object is the stream as it is. */
  record None() implements Protection {}

  /** The object is a sealed stream, and these wrappings hold its data key. */
  record Sealed(StreamHeader header, List<Wrapping> wrappings) implements Protection {
    static final int MOST_WRAPPINGS = 64;

    public Sealed {
      wrappings = List.copyOf(wrappings);
      if (wrappings.isEmpty() || wrappings.size() > MOST_WRAPPINGS) {
        throw new IllegalArgumentException(
            "there must be 1 to " + MOST_WRAPPINGS + " wrapped keys, not " + wrappings.size());
      }
    }

    public Suite suite() {
      return header.suite();
    }

    Sealed with(Wrapping added) {
      return new Sealed(header, Stream.concat(wrappings.stream(), Stream.of(added)).toList());
    }
  }
}
