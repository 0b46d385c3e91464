package dev.coffer.server.api.dws;

import dev.coffer.crypto.block.v1.BlockSuite;
import dev.coffer.server.api.kms.KeyResources;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.ClusterId;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.warehouse.Encryption;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.Service;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The encryption of clusters: converting one, what is told of it, and a new key. */
public final class ClusterEncryptionApi {
  /** The vendor writes these times with a blank, unlike all others. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Encryption encryption;

  public ClusterEncryptionApi(Encryption encryption) {
    this.encryption = encryption;
  }

  public List<Operation<?>> operations() {
    return List.of(
        post("EncryptCluster", "/v2", "encrypt", "encrypt", EncryptRequest.class, this::encrypt),
        Shapes.read(
            "ShowClusterEncryptInfo",
            "/v1/{project_id}/clusters/{cluster_id}/encrypt-info",
            "getEncryptInfo",
            this::show),
        post("RotateKey", "/v1", "rotate-key", "rotateKey", RotateRequest.class, this::rotate));
  }

  private static <Q> Operation<Q> post(
      String name,
      String version,
      String verb,
      String action,
      Class<Q> body,
      Operation.Handler<Q> handler) {
    return new Operation<>(
        Service.DWS,
        name,
        Operation.Method.POST,
        PathTemplate.of(version + "/{project_id}/clusters/{cluster_id}/" + verb),
        Operation.Admission.CALLER,
        Optional.of(Shapes.write(action)),
        Operation.Body.optional(body),
        200,
        handler);
  }

  /** Optional on the vendor's wire, and nothing can be done without it. */
  record EncryptRequest(@Nullable Choice encrypt) implements KeyResources.Keyed {
    @Override
    public Optional<String> encryptUnder() {
      return Optional.ofNullable(encrypt).map(Choice::masterKeyId);
    }
  }

  record Choice(
      @Nullable String masterKeyId,
      @Nullable String masterKeyName,
      @Nullable String cryptAlgorithm) {

    Encryption.Choice checked(Inputs inputs) {
      return new Encryption.Choice(
          masterKeyId(inputs.present("master_key_id", masterKeyId)),
          Optional.ofNullable(masterKeyName),
          suite(inputs, inputs.present("crypt_algorithm", cryptAlgorithm)));
    }

    private static KeyId masterKeyId(String text) {
      return KeyId.of(text)
          .orElseThrow(() -> new Refusal(Failure.DWS_0001, "master_key_id", Reason.ABSENT));
    }
  }

  static BlockSuite suite(Inputs inputs, String algorithm) {
    return BlockSuite.ofWireName(algorithm)
        .orElseThrow(() -> inputs.refusal("crypt_algorithm", Reason.UNKNOWN_VALUE));
  }

  private Reply encrypt(Call<EncryptRequest> call) {
    Inputs inputs = call.inputs();
    ClusterId clusterId = Shapes.clusterId(call);
    var choice = inputs.present("encrypt", call.body().encrypt()).checked(inputs);
    return Reply.of(Shapes.Begun.of(encryption.encrypt(call.projectId(), clusterId, choice)));
  }

  /** Empty in all its fields where the cluster is not encrypted. */
  record InfoResponse(
      Optional<String> id,
      Optional<ClusterId> clusterId,
      Optional<KeyId> masterKeyId,
      Optional<String> masterKeyName,
      Optional<String> lastRotateKeyTime,
      Optional<String> cryptAlgorithm) {}

  private Reply show(Call<Operation.Nothing> call) {
    var info = encryption.info(call.projectId(), Shapes.clusterId(call));
    return Reply.of(
        new InfoResponse(
            info.map(Encryption.Facts::id),
            info.map(Encryption.Facts::clusterId),
            info.map(Encryption.Facts::masterKeyId),
            info.map(Encryption.Facts::masterKeyName),
            info.flatMap(Encryption.Facts::rotatedAt).map(TIME::format),
            info.map(Encryption.Facts::suite).map(BlockSuite::wireName)));
  }

  record RotateRequest(@Nullable String masterKeyId) implements KeyResources.Keyed {
    @Override
    public Optional<String> encryptUnder() {
      return Optional.ofNullable(masterKeyId);
    }
  }

  record RotateResponse(
      String masterKeyName, ClusterId clusterId, Optional<String> rotateKeyTime) {}

  private Reply rotate(Call<RotateRequest> call) {
    var rotated =
        encryption.rotate(
            call.projectId(),
            Shapes.clusterId(call),
            Optional.ofNullable(call.body().masterKeyId()).map(Choice::masterKeyId));
    return Reply.of(
        new RotateResponse(
            rotated.masterKeyName(), rotated.clusterId(), rotated.rotatedAt().map(TIME::format)));
  }
}
