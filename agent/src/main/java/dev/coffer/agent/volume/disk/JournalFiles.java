package dev.coffer.agent.volume.disk;

import java.io.IOException;
import java.util.List;

/** What a journal consists of: two segments, and a file for its mark. */
public record JournalFiles(List<Storage> segments, Storage mark) implements AutoCloseable {
  public JournalFiles {
    segments = List.copyOf(segments);
  }

  @Override
  public void close() throws IOException {
    for (Storage segment : segments) {
      segment.close();
    }
    mark.close();
  }
}
