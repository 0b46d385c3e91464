package dev.coffer.agent.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class MemoryStoreTest extends ObjectStoreContract {
  private final MemoryStore store = new MemoryStore();

  @Override
  ObjectStore store() {
    return store;
  }

  @Test
  void isFullWhenItsRoomIsUsedUp() throws IOException {
    var small = new MemoryStore(3);
    try (var upload = small.begin("a")) {
      upload.write(new byte[3]);
      assertThatThrownBy(() -> upload.write(1)).isInstanceOf(StoreFull.class);
    }
    assertThat(small.list("")).isEmpty();
  }
}
