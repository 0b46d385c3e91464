package dev.coffer.server.kms;

import static dev.coffer.server.kms.Fixture.PROJECT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.kms.datakey.DataKey;
import dev.coffer.server.kms.masterkey.KeyState;
import dev.coffer.server.kms.ring.KeySpec;
import dev.coffer.server.store.ControlDatabaseContract;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random sequences of key operations answer as a small model says, and in the end every data key
 * opens exactly where the model still has its master key. The seed names the sequence.
 */
@ControlDatabaseContract
class KeyModelTest {
  private static final int STEPS = 250;

  @TempDir Path directory;

  private static final class Model {
    final KeyId keyId;
    final List<Wrapped> wrapped = new ArrayList<>();
    KeyState state = KeyState.ENABLED;
    Instant deletionAt = Instant.MAX;
    Instant rotated;
    int versions = 1;
    @Nullable Integer days;

    Model(KeyId keyId, Instant now) {
      this.keyId = keyId;
      this.rotated = now;
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // made here and read once
  private record Wrapped(byte[] ciphertext, SecretBytes plaintext) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void answersAsTheModelSays(long seed) {
    var random = new Random(seed);
    List<Model> models = new ArrayList<>();
    try (Fixture fixture = new Fixture(directory)) {
      for (int step = 0; step < STEPS; step++) {
        if (models.isEmpty() || random.nextInt(25) == 0) {
          models.add(new Model(fixture.key("k" + step, spec(random)).keyId(), fixture.now()));
        }
        Model model = models.get(random.nextInt(models.size()));
        step(fixture, random, model);
        if (random.nextInt(8) == 0) {
          runMaintenance(fixture, models, Duration.ofDays(random.nextInt(20)));
        }
      }
      fixture.restart();
      models.forEach(model -> check(fixture, model));
    }
  }

  private static KeySpec spec(Random random) {
    return random.nextBoolean() ? KeySpec.AES_256 : KeySpec.SM4;
  }

  private static void runMaintenance(Fixture fixture, List<Model> models, Duration time) {
    fixture.pass(time);
    fixture.kms().runMaintenance();
    models.removeIf(
        model ->
            model.state == KeyState.PENDING_DELETION
                && !model.deletionAt.isAfter(fixture.now())
                && gone(fixture, model));
    for (Model model : models) {
      Integer days = model.days;
      if (days != null
          && model.state == KeyState.ENABLED
          && !model.rotated.plus(Duration.ofDays(days)).isAfter(fixture.now())) {
        model.versions++;
        model.rotated = fixture.now();
      }
    }
  }

  private static boolean gone(Fixture fixture, Model model) {
    assertThat(refusal(() -> fixture.keys().describe(PROJECT, model.keyId)))
        .contains(Failure.KMS_0207);
    for (Wrapped wrapped : model.wrapped) {
      assertThat(refusal(() -> fixture.unwrap(wrapped.ciphertext()))).contains(Failure.KMS_0207);
    }
    return true;
  }

  private static void step(Fixture fixture, Random random, Model model) {
    switch (random.nextInt(8)) {
      case 0 -> {
        expect(
            model.state == KeyState.DISABLED,
            Failure.KMS_1201,
            () -> fixture.keys().enable(PROJECT, model.keyId));
        model.state = model.state == KeyState.DISABLED ? KeyState.ENABLED : model.state;
      }
      case 1 -> {
        expect(
            model.state == KeyState.ENABLED,
            Failure.KMS_1301,
            () -> fixture.keys().disable(PROJECT, model.keyId));
        model.state = model.state == KeyState.ENABLED ? KeyState.DISABLED : model.state;
      }
      case 2 -> {
        boolean may = model.state != KeyState.PENDING_DELETION;
        int days = 7 + random.nextInt(30);
        expect(
            may,
            Failure.KMS_1402,
            () -> fixture.keys().scheduleDeletion(PROJECT, model.keyId, days));
        model.deletionAt = may ? fixture.now().plus(Duration.ofDays(days)) : model.deletionAt;
        model.state = KeyState.PENDING_DELETION;
      }
      case 3 -> {
        boolean may = model.state == KeyState.PENDING_DELETION;
        expect(may, Failure.KMS_1501, () -> fixture.keys().cancelDeletion(PROJECT, model.keyId));
        model.state = may ? KeyState.DISABLED : model.state;
      }
      case 4 -> rotate(fixture, random, model);
      default -> wrap(fixture, model);
    }
  }

  private static void rotate(Fixture fixture, Random random, Model model) {
    int days = 30 + random.nextInt(30);
    boolean may = model.state == KeyState.ENABLED;
    if (model.days == null) {
      expect(may, unusable(model), () -> fixture.kms().rotations().enable(PROJECT, model.keyId));
      if (may) {
        model.rotated = fixture.now();
        model.days = 365;
      }
    } else {
      expect(
          may,
          unusable(model),
          () -> fixture.kms().rotations().setInterval(PROJECT, model.keyId, days));
      model.days = may ? Integer.valueOf(days) : model.days;
    }
  }

  private static void wrap(Fixture fixture, Model model) {
    if (model.state != KeyState.ENABLED) {
      expect(false, unusable(model), () -> fixture.create(model.keyId, 16));
      return;
    }
    DataKey made = fixture.create(model.keyId, 16);
    assertThat(made.wrapped().keyVersion()).isEqualTo(model.versions);
    model.wrapped.add(new Wrapped(made.wrapped().ciphertext(), made.plaintext()));
  }

  private static Failure unusable(Model model) {
    return model.state == KeyState.DISABLED ? Failure.KMS_0209 : Failure.KMS_0210;
  }

  private static void check(Fixture fixture, Model model) {
    assertThat(fixture.keys().describe(PROJECT, model.keyId).state()).isEqualTo(model.state);
    for (Wrapped wrapped : model.wrapped) {
      if (model.state == KeyState.ENABLED) {
        try (SecretBytes opened = fixture.unwrap(wrapped.ciphertext())) {
          assertThat(opened.matches(wrapped.plaintext())).isTrue();
        }
      } else {
        assertThat(refusal(() -> fixture.unwrap(wrapped.ciphertext()))).contains(unusable(model));
      }
    }
    assertThat(fixture.kms().issuedKeys().of(model.keyId)).isEqualTo(model.wrapped.size());
  }

  private static void expect(boolean may, Failure otherwise, Runnable action) {
    assertThat(refusal(action)).isEqualTo(may ? Optional.empty() : Optional.of(otherwise));
  }

  private static Optional<Failure> refusal(Runnable action) {
    try {
      action.run();
      return Optional.empty();
    } catch (Refusal refused) {
      return Optional.of(refused.failure());
    }
  }
}
