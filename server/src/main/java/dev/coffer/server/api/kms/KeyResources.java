package dev.coffer.server.api.kms;

import static java.util.stream.Collectors.toMap;

import dev.coffer.server.kms.KeyOperation;
import dev.coffer.server.kms.KeyUser;
import dev.coffer.server.kms.Kms;
import dev.coffer.server.kms.MasterKey;
import dev.coffer.server.kms.Tags;
import dev.coffer.server.wire.Call;
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
          "CreateDatakey", KeyOperation.CREATE_DATAKEY,
          "CreateDatakeyWithoutPlaintext", KeyOperation.CREATE_DATAKEY_WITHOUT_PLAINTEXT,
          "EncryptDatakey", KeyOperation.ENCRYPT_DATAKEY,
          "DecryptDatakey", KeyOperation.DECRYPT_DATAKEY,
          "ListKeyDetail", KeyOperation.DESCRIBE_KEY,
          "CreateGrant", KeyOperation.CREATE_GRANT,
          "CancelSelfGrant", KeyOperation.RETIRE_GRANT,
          "EncryptData", KeyOperation.ENCRYPT_DATA,
          "DecryptData", KeyOperation.DECRYPT_DATA);

  private final Kms kms;

  public KeyResources(Kms kms) {
    this.kms = kms;
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
  public Resource toEncryptUnder(String projectId, String reference) {
    return key(projectId, reference, Optional.of(KeyOperation.CREATE_DATAKEY))
        .under("kms:dek:create");
  }

  <Q> Operation<Q> on(Operation<Q> operation) {
    boolean ofKeys = operation.action().filter(a -> a.resourceType().equals(TYPE)).isPresent();
    Optional<KeyOperation> grantable = Optional.ofNullable(GRANTABLE.get(operation.name()));
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

  private Resource key(String projectId, String reference, Optional<KeyOperation> grantable) {
    // A policy about a key's id has to hold for its aliases, too.
    String id =
        reference.startsWith("alias/")
            ? found(projectId, reference).map(MasterKey::keyId).orElse(reference)
            : reference;
    return new Resource(
        TYPE,
        id,
        () -> found(projectId, id).map(this::attributes).orElse(Resource.Attributes.NONE),
        Optional.empty(),
        caller ->
            grantable.isPresent()
                && kms.grants()
                    .allow(
                        id,
                        new KeyUser(projectId, caller.userId(), caller.domainId()),
                        grantable.get()));
  }

  private Optional<MasterKey> found(String projectId, String reference) {
    return kms.masterKeys().find(projectId, reference);
  }

  private Resource.Attributes attributes(MasterKey key) {
    return new Resource.Attributes(
        Optional.of(key.owner().enterpriseProjectId()),
        kms.tags().of(key.owner().projectId(), key.keyId()).stream()
            .collect(toMap(Tags.Tag::name, Tags.Tag::value)));
  }
}
