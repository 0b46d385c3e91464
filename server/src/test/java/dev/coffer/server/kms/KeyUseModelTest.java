package dev.coffer.server.kms;

import static dev.coffer.server.kms.Fixture.OTHER_PROJECT;
import static dev.coffer.server.kms.Fixture.PROJECT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.UserId;
import dev.coffer.server.kms.algorithm.MacAlgorithm;
import dev.coffer.server.kms.algorithm.PublicKeyEncryption;
import dev.coffer.server.kms.algorithm.SigningAlgorithm;
import dev.coffer.server.kms.datakey.Signatures;
import dev.coffer.server.kms.masterkey.Grant;
import dev.coffer.server.kms.masterkey.Grants;
import dev.coffer.server.kms.masterkey.Imports;
import dev.coffer.server.kms.masterkey.ImportsTest;
import dev.coffer.server.kms.masterkey.KeyOperation;
import dev.coffer.server.kms.masterkey.KeyState;
import dev.coffer.server.kms.masterkey.KeyUser;
import dev.coffer.server.kms.masterkey.MasterKey;
import dev.coffer.server.kms.masterkey.Tags;
import dev.coffer.server.kms.ring.KeySpec;
import dev.coffer.server.store.ControlDatabaseContract;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random sequences of what is done with and to keys besides wrapping: further names, tags, grants,
 * material that owners bring and that expires, signatures and MACs. All answers are as a small
 * model says, before and after a restart. The seed names the sequence.
 */
@ControlDatabaseContract
class KeyUseModelTest {
  private static final int STEPS = 300;
  private static final byte[] MESSAGE = "a message".getBytes(UTF_8);
  private static final KeyUser GUEST =
      new KeyUser(OTHER_PROJECT, new UserId("guest"), new DomainId("elsewhere"));

  @TempDir Path directory;
  private Fixture fixture;
  private Random random = new Random(0);
  private final List<Model> models = new ArrayList<>();
  private final Map<String, Model> aliases = new TreeMap<>();

  private enum Kind {
    SYMMETRIC(KeySpec.AES_256),
    SIGNING(KeySpec.EC_P256),
    MAC(KeySpec.HMAC_SM3),
    BROUGHT(KeySpec.AES_256);

    private final KeySpec spec;

    Kind(KeySpec spec) {
      this.spec = spec;
    }
  }

  private static final class Model {
    final KeyId keyId;
    final Kind kind;
    final Map<String, String> tags = new TreeMap<>();
    final Map<String, KeyOperation> grants = new HashMap<>();
    KeyState state;
    Instant deletionAt = Instant.MAX;
    Instant expiresAt = Instant.MAX;
    boolean material;

    Model(MasterKey key, Kind kind) {
      this.keyId = key.keyId();
      this.kind = kind;
      this.state = key.state();
      this.material = kind != Kind.BROUGHT;
    }
  }

  @BeforeEach
  void open() {
    fixture = new Fixture(directory);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void answersAsTheModelSays(long seed) throws Exception {
    random = new Random(seed);
    for (int step = 0; step < STEPS; step++) {
      if (models.isEmpty() || random.nextInt(20) == 0) {
        make("k" + step);
      }
      step(models.get(random.nextInt(models.size())));
      if (random.nextInt(10) == 0) {
        pass(Duration.ofDays(random.nextInt(8)));
      }
    }
    fixture.restart();
    for (Model model : models) {
      check(model);
    }
  }

  private void make(String name) {
    Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
    MasterKey key =
        kind == Kind.BROUGHT ? fixture.external(name, kind.spec) : fixture.key(name, kind.spec);
    models.add(new Model(key, kind));
  }

  private void step(Model model) throws Exception {
    switch (random.nextInt(12)) {
      case 0 -> enableOrDisable(model);
      case 1 -> scheduleOrCancel(model);
      case 2 -> alias(model);
      case 3 -> moveAlias(model);
      case 4 -> deleteAlias(model);
      case 5 -> tag(model);
      case 6 -> grant(model);
      case 7 -> takeBack(model);
      case 8 -> bring(model);
      case 9 -> takeAway(model);
      default -> use(model);
    }
  }

  private void enableOrDisable(Model model) {
    if (random.nextBoolean()) {
      expect(
          model.state == KeyState.DISABLED ? Optional.empty() : Optional.of(Failure.KMS_1201),
          () -> fixture.keys().enable(PROJECT, model.keyId));
      model.state = model.state == KeyState.DISABLED ? KeyState.ENABLED : model.state;
    } else {
      expect(
          model.state == KeyState.ENABLED ? Optional.empty() : Optional.of(Failure.KMS_1301),
          () -> fixture.keys().disable(PROJECT, model.keyId));
      model.state = model.state == KeyState.ENABLED ? KeyState.DISABLED : model.state;
    }
  }

  private void scheduleOrCancel(Model model) {
    boolean pending = model.state == KeyState.PENDING_DELETION;
    if (random.nextInt(3) == 0) {
      expect(
          pending ? Optional.of(Failure.KMS_1402) : Optional.empty(),
          () -> fixture.keys().scheduleDeletion(PROJECT, model.keyId, 7));
      if (!pending) {
        model.deletionAt = fixture.now().plus(Duration.ofDays(7));
        model.state = KeyState.PENDING_DELETION;
      }
    } else {
      expect(
          pending ? Optional.empty() : Optional.of(Failure.KMS_1501),
          () -> fixture.keys().cancelDeletion(PROJECT, model.keyId));
      if (pending) {
        model.state = model.material ? KeyState.DISABLED : KeyState.PENDING_IMPORT;
      }
    }
  }

  private String name() {
    return "alias/name-" + random.nextInt(5);
  }

  private void alias(Model model) {
    String name = name();
    Optional<Failure> refused =
        pending(model)
            .or(() -> aliases.containsKey(name) ? Optional.of(Failure.KMS_1104) : Optional.empty());
    expect(refused, () -> fixture.kms().aliases().create(PROJECT, model.keyId, name));
    if (refused.isEmpty()) {
      aliases.put(name, model);
    }
  }

  private void moveAlias(Model model) {
    String name = name();
    Optional<Failure> refused =
        pending(model)
            .or(() -> aliases.containsKey(name) ? Optional.empty() : Optional.of(Failure.KMS_1101));
    expect(refused, () -> fixture.kms().aliases().associate(PROJECT, name, model.keyId));
    if (refused.isEmpty()) {
      aliases.put(name, model);
    }
  }

  private void deleteAlias(Model model) {
    String name = name();
    boolean own = aliases.get(name) == model;
    expect(
        own ? Optional.empty() : Optional.of(Failure.KMS_1101),
        () -> fixture.kms().aliases().delete(PROJECT, model.keyId, List.of(name)));
    if (own) {
      aliases.remove(name);
    }
  }

  private void tag(Model model) {
    String name = "tag-" + random.nextInt(4);
    if (random.nextInt(3) == 0) {
      fixture.kms().tags().delete(PROJECT, model.keyId, List.of(name));
      model.tags.remove(name);
    } else {
      String value = "value-" + random.nextInt(3);
      fixture.kms().tags().put(PROJECT, model.keyId, List.of(new Tags.Tag(name, value)));
      model.tags.put(name, value);
    }
  }

  private void grant(Model model) {
    var operations = List.of(KeyOperation.CREATE_DATAKEY, KeyOperation.DECRYPT_DATAKEY);
    KeyOperation operation = operations.get(random.nextInt(operations.size()));
    var grantee = new Grant.Grantee(Grant.Grantee.Type.USER, "guest");
    var wanted = new Grants.Wanted(grantee, Set.of(operation), Optional.empty(), "");
    var owner = new KeyUser(PROJECT, new UserId("owner"), new DomainId("d".repeat(32)));
    if (unusable(model).isPresent()) {
      expect(unusable(model), () -> fixture.kms().grants().create(owner, model.keyId, wanted));
    } else {
      Grant made = fixture.kms().grants().create(owner, model.keyId, wanted);
      model.grants.put(made.grantId(), operation);
    }
  }

  private void takeBack(Model model) {
    Optional<String> grant = model.grants.keySet().stream().sorted().findFirst();
    if (grant.isEmpty()) {
      expect(
          Optional.of(Failure.KMS_2501),
          () -> fixture.kms().grants().revoke(PROJECT, model.keyId, "0".repeat(64)));
      return;
    }
    if (random.nextBoolean()) {
      fixture.kms().grants().revoke(PROJECT, model.keyId, grant.get());
    } else {
      fixture.kms().grants().retire(GUEST, model.keyId, grant.get());
    }
    model.grants.remove(grant.get());
  }

  private void bring(Model model) throws Exception {
    Optional<Failure> refused =
        model.kind != Kind.BROUGHT
            ? Optional.of(Failure.KMS_0309)
            : model.state != KeyState.PENDING_IMPORT
                ? Optional.of(Failure.KMS_0310)
                : Optional.empty();
    var algorithm = PublicKeyEncryption.SM2_ENCRYPT;
    if (refused.isPresent()) {
      expect(refused, () -> fixture.kms().imports().parameters(PROJECT, model.keyId, algorithm));
      return;
    }
    var parameters = fixture.kms().imports().parameters(PROJECT, model.keyId, algorithm);
    byte[] material = model.keyId.value().substring(0, 32).getBytes(UTF_8);
    Optional<Instant> expiresAt =
        random.nextBoolean()
            ? Optional.of(fixture.now().plus(Duration.ofDays(1 + random.nextInt(10))))
            : Optional.empty();
    fixture
        .kms()
        .imports()
        .bring(
            PROJECT,
            model.keyId,
            new Imports.Delivery(
                parameters.token(),
                ImportsTest.encrypted(parameters, algorithm, material),
                Optional.empty(),
                expiresAt));
    model.state = KeyState.ENABLED;
    model.material = true;
    model.expiresAt = expiresAt.orElse(Instant.MAX);
  }

  private void takeAway(Model model) {
    boolean there = model.state == KeyState.ENABLED || model.state == KeyState.DISABLED;
    Optional<Failure> refused =
        model.kind != Kind.BROUGHT
            ? Optional.of(Failure.KMS_0309)
            : there ? Optional.empty() : Optional.of(Failure.KMS_2701);
    expect(refused, () -> fixture.kms().imports().remove(PROJECT, model.keyId));
    if (refused.isEmpty()) {
      loseMaterial(model);
    }
  }

  private static void loseMaterial(Model model) {
    model.material = false;
    model.expiresAt = Instant.MAX;
    model.state =
        model.state == KeyState.PENDING_DELETION
            ? KeyState.PENDING_DELETION
            : KeyState.PENDING_IMPORT;
  }

  private void pass(Duration time) {
    fixture.pass(time);
    fixture.kms().runMaintenance();
    models.removeIf(
        model ->
            model.state == KeyState.PENDING_DELETION
                && !model.deletionAt.isAfter(fixture.now())
                && gone(model));
    models.stream()
        .filter(model -> !model.expiresAt.isAfter(fixture.now()))
        .forEach(KeyUseModelTest::loseMaterial);
  }

  private boolean gone(Model model) {
    aliases.values().removeIf(model::equals);
    expect(Optional.of(Failure.KMS_0207), () -> fixture.keys().describe(PROJECT, model.keyId));
    for (KeyOperation operation : model.grants.values()) {
      assertThat(fixture.kms().grants().allow(model.keyId, GUEST, operation)).isFalse();
    }
    return true;
  }

  private void use(Model model) {
    Optional<Failure> refused = unusable(model);
    switch (model.kind) {
      case SYMMETRIC, BROUGHT -> {
        if (refused.isPresent()) {
          expect(refused, () -> fixture.create(model.keyId, 16));
        } else {
          fixture.create(model.keyId, 16).close();
        }
      }
      case SIGNING -> sign(model, refused);
      case MAC -> authenticate(model, refused);
    }
  }

  private void sign(Model model, Optional<Failure> refused) {
    var message = new Signatures.Message(Signatures.Message.Type.RAW, MESSAGE);
    var algorithm = SigningAlgorithm.ECDSA_SHA_256;
    var signatures = fixture.kms().signatures();
    if (refused.isPresent()) {
      expect(refused, () -> signatures.sign(PROJECT, model.keyId, message, algorithm));
      return;
    }
    byte[] signature = signatures.sign(PROJECT, model.keyId, message, algorithm).value();
    var other = new Signatures.Message(Signatures.Message.Type.RAW, "another".getBytes(UTF_8));
    assertThat(signatures.verify(PROJECT, model.keyId, message, algorithm, signature).valid())
        .isTrue();
    assertThat(signatures.verify(PROJECT, model.keyId, other, algorithm, signature).valid())
        .isFalse();
  }

  private void authenticate(Model model, Optional<Failure> refused) {
    var algorithm = MacAlgorithm.HMAC_SM3;
    var signatures = fixture.kms().signatures();
    if (refused.isPresent()) {
      expect(refused, () -> signatures.authenticate(PROJECT, model.keyId, MESSAGE, algorithm));
      return;
    }
    byte[] mac = signatures.authenticate(PROJECT, model.keyId, MESSAGE, algorithm).value();
    assertThat(signatures.verifyMac(PROJECT, model.keyId, MESSAGE, algorithm, mac).valid())
        .isTrue();
    mac[0] ^= 1;
    assertThat(signatures.verifyMac(PROJECT, model.keyId, MESSAGE, algorithm, mac).valid())
        .isFalse();
  }

  private void check(Model model) {
    assertThat(fixture.keys().describe(PROJECT, model.keyId).state()).isEqualTo(model.state);
    assertThat(fixture.kms().tags().of(PROJECT, model.keyId))
        .containsExactlyElementsOf(
            model.tags.entrySet().stream()
                .map(tag -> new Tags.Tag(tag.getKey(), tag.getValue()))
                .toList());
    assertThat(fixture.kms().aliases().list(PROJECT, Optional.of(model.keyId)))
        .extracting(alias -> "alias/" + alias.name())
        .containsExactlyElementsOf(
            aliases.keySet().stream().filter(name -> aliases.get(name) == model).toList());
    for (KeyOperation operation : KeyOperation.values()) {
      assertThat(fixture.kms().grants().allow(model.keyId, GUEST, operation))
          .isEqualTo(model.grants.containsValue(operation));
    }
    use(model);
  }

  private static Optional<Failure> pending(Model model) {
    return model.state == KeyState.PENDING_DELETION
        ? Optional.of(Failure.KMS_0210)
        : Optional.empty();
  }

  private static Optional<Failure> unusable(Model model) {
    return switch (model.state) {
      case ENABLED -> Optional.empty();
      case DISABLED -> Optional.of(Failure.KMS_0209);
      case PENDING_DELETION -> Optional.of(Failure.KMS_0210);
      case PENDING_IMPORT -> Optional.of(Failure.KMS_0308);
    };
  }

  private static void expect(Optional<Failure> refused, Runnable action) {
    assertThat(refusal(action)).isEqualTo(refused);
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
