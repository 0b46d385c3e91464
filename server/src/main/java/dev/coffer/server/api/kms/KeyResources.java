package dev.coffer.server.api.kms;

import static java.util.stream.Collectors.toMap;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.KeyReference;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.kms.Kms;
import dev.coffer.server.kms.masterkey.KeyOperation;
import dev.coffer.server.kms.masterkey.KeyUser;
import dev.coffer.server.kms.masterkey.MasterKey;
import dev.coffer.server.kms.masterkey.Tags;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Caller;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.Resource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keys as policies see them: by their id, whichever name a call has for them, with their enterprise
 * project and tags. What no policy allows or denies is open to whom the key's grants open it.
 */
public final class KeyResources {
  private static final String TYPE = "KeyId";
  private static final Map<String, KeyOperation> GRANTABLE =
      Map.of(
          "kms:dek:create", KeyOperation.CREATE_DATAKEY,
          "kms:dek:createWithoutPlaintext", KeyOperation.CREATE_DATAKEY_WITHOUT_PLAINTEXT,
          "kms:dek:encrypt", KeyOperation.ENCRYPT_DATAKEY,
          "kms:dek:decrypt", KeyOperation.DECRYPT_DATAKEY,
          "kms:cmk:get", KeyOperation.DESCRIBE_KEY,
          "kms:grant:create", KeyOperation.CREATE_GRANT,
          "kms:grant:retire", KeyOperation.RETIRE_GRANT,
          "kms:cmk:encryptData", KeyOperation.ENCRYPT_DATA,
          "kms:cmk:decryptData", KeyOperation.DECRYPT_DATA);

  private final Kms kms;

  public KeyResources(Kms kms) {
    this.kms = kms;
  }

  /** The reference to a key that a text is; refuses any other text. */
  public static KeyReference reference(String text) {
    return KeyReference.of(text)
        .orElseThrow(() -> new Refusal(Failure.KMS_0205, "key_id", Reason.WRONG_FORM));
  }

  /** A body that may name a key to encrypt under. */
  public interface Keyed {
    Optional<String> encryptUnder();
  }

  /** The key under which a call wants something encrypted; empty where its body names none. */
  public Optional<Resource> toEncryptUnder(Call<?> call) {
    return call.body() instanceof Keyed keyed
        ? keyed.encryptUnder().map(key -> toEncryptUnder(call.projectId(), key))
        : Optional.empty();
  }

  /** The key under which a service is to encrypt for the caller, who needs leave to use it. */
  public Resource toEncryptUnder(ProjectId projectId, String reference) {
    return key(projectId, reference, Optional.of(KeyOperation.CREATE_DATAKEY))
        .under("kms:dek:create");
  }

  /** A key that a caller asks about, with the leave that its grants give for an action. */
  public Resource granting(Resource key, ProjectId projectId, String action) {
    Resource found = key(projectId, key.id(), grantable(action));
    return new Resource(TYPE, found.id(), key.attributes(), Optional.empty(), found.granted());
  }

  private static Optional<KeyOperation> grantable(String action) {
    return Optional.ofNullable(GRANTABLE.get(action));
  }

  <Q> Operation<Q> on(Operation<Q> operation) {
    boolean ofKeys = operation.action().filter(a -> a.resourceType().equals(TYPE)).isPresent();
    Optional<KeyOperation> grantable =
        operation.action().flatMap(action -> grantable(action.name()));
    return ofKeys ? operation.about(call -> List.of(find(call, grantable))) : operation;
  }

  private Resource find(Call<?> call, Optional<KeyOperation> grantable) {
    if (call.body() instanceof Resource.Ordering ordering) {
      return new Resource(TYPE, "", ordering::ordered);
    }
    Optional<String> named =
        Optional.ofNullable(call.path().get("key_id"))
            .or(
                () ->
                    call.body() instanceof Rows.Sequenced body
                        ? Optional.ofNullable(body.keyId())
                        : Optional.empty());
    return named
        .filter(reference -> !reference.isEmpty())
        .map(reference -> key(call.projectId(), reference, grantable))
        .orElseGet(() -> Resource.unnamed(TYPE));
  }

  private Resource key(ProjectId projectId, String reference, Optional<KeyOperation> grantable) {
    // A policy about a key's id has to hold for its aliases, too.
    String id =
        reference.startsWith("alias/")
            ? found(projectId, reference).map(key -> key.keyId().value()).orElse(reference)
            : reference;
    return new Resource(
        TYPE,
        id,
        () -> found(projectId, id).map(this::attributes).orElse(Resource.Attributes.NONE),
        Optional.empty(),
        caller ->
            KeyId.of(id)
                .flatMap(
                    keyId ->
                        grantable.map(operation -> granted(keyId, projectId, caller, operation)))
                .orElse(false));
  }

  private boolean granted(KeyId keyId, ProjectId projectId, Caller caller, KeyOperation operation) {
    return kms.grants()
        .allow(keyId, new KeyUser(projectId, caller.userId(), caller.domainId()), operation);
  }

  private Optional<MasterKey> found(ProjectId projectId, String reference) {
    return KeyReference.of(reference).flatMap(key -> kms.masterKeys().find(projectId, key));
  }

  private Resource.Attributes attributes(MasterKey key) {
    return new Resource.Attributes(
        Optional.of(key.owner().enterpriseProjectId()),
        kms.tags().of(key.owner().projectId(), key.keyId()).stream()
            .collect(toMap(Tags.Tag::name, Tags.Tag::value)));
  }
}
