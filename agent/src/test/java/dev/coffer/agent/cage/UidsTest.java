package dev.coffer.agent.cage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UidsTest {
  private static final int BASE = 1_900_000_000;

  @TempDir private Path directory;

  @Test
  void aNameKeepsItsNumberAndNoOtherHasIt() throws IOException {
    var one = uids("a").of("instance-one");
    assertThat(one).isEqualTo(new Identity(BASE, BASE));
    assertThat(uids("a").of("instance-two").user()).isEqualTo(BASE + 1);
    assertThat(uids("a").of("instance-one")).isEqualTo(one);
    assertThat(uids("b").of("instance-one").user()).isEqualTo(BASE + 2);
  }

  @Test
  void aForgottenNumberIsNeverGivenAgain() throws IOException {
    uids("a").of("one");
    uids("a").forget("one");
    assertThat(uids("a").known("one")).isEmpty();
    assertThat(uids("a").of("one").user()).isEqualTo(BASE + 1);
  }

  @Test
  void whatOthersOfTheHostHaveIsPassedOver() throws IOException {
    Files.writeString(directory.resolve("passwd"), "app:x:1900000000:7::/:/bin/sh\n");
    Files.writeString(directory.resolve("group"), "app:x:1900000001:\n");
    Files.writeString(directory.resolve("subuid"), "app:1900000002:65536\n");
    assertThat(uids("a").of("one").user()).isEqualTo(BASE + 2 + 65536);
  }

  @Test
  void manyAtOnceGetNumbersOfTheirOwn() {
    var given = ConcurrentHashMap.<Integer>newKeySet();
    IntStream.range(0, 40)
        .parallel()
        .forEach(
            i -> {
              try {
                given.add(uids("data" + i % 4).of("name" + i).user());
              } catch (IOException failure) {
                throw new IllegalStateException(failure);
              }
            });
    assertThat(given).hasSize(40);
  }

  @Test
  void numbersOfAnotherHostsRegisterMeanNothing() throws IOException {
    uids("a").of("one");
    Files.delete(directory.resolve("register/uids"));
    assertThat(uids("a").known("one")).isEmpty();
  }

  @Test
  void aDamagedRegisterGivesNothing() throws IOException {
    uids("a").of("one");
    Files.writeString(directory.resolve("register/uids"), "id=x\nnext=12\n");
    assertThatThrownBy(() -> uids("a").of("two")).hasMessageContaining("not a register of users");
  }

  private Uids uids(String data) {
    var taken =
        new TakenUids(
            List.of(directory.resolve("passwd"), directory.resolve("group")),
            List.of(directory.resolve("subuid")));
    return Uids.in(directory.resolve(data), new UidRegister(directory.resolve("register"), taken));
  }
}
