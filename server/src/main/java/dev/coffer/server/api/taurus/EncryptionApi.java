package dev.coffer.server.api.taurus;

import dev.coffer.server.api.kms.KeyResources;
import dev.coffer.server.backup.EncryptionSwitch;
import dev.coffer.server.backup.PrivateBeta;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.instance.InstanceId;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.Service;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Encrypted backup: on, off, and which of the two it is. */
public final class EncryptionApi {
  private static final PathTemplate PATH =
      PathTemplate.of("/v3/{project_id}/instances/{instance_id}/backups/encryption");
  private static final Operation.Action ENCRYPT = Shapes.write("backup:encrypt", "instance");

  private final EncryptionSwitch encryption;
  private final PrivateBeta beta;

  public EncryptionApi(EncryptionSwitch encryption, PrivateBeta beta) {
    this.encryption = encryption;
    this.beta = beta;
  }

  public List<Operation<?>> operations() {
    return List.of(
        new Operation<>(
            Service.TAURUS,
            "ModifyBackupEncryptStatus",
            Operation.Method.POST,
            PATH,
            Operation.Admission.CALLER,
            Optional.of(ENCRYPT),
            Operation.Body.required(Request.class),
            200,
            this::modify),
        new Operation<>(
            Service.TAURUS,
            "DescribeBackupEncryptStatus",
            Operation.Method.GET,
            PATH,
            Operation.Admission.CALLER,
            Optional.of(ENCRYPT),
            Operation.Body.none(),
            200,
            this::describe));
  }

  record Request(
      @Nullable String encryptionStatus, @Nullable String type, @Nullable String kmsKeyId)
      implements KeyResources.Keyed {
    @Override
    public Optional<String> encryptUnder() {
      return "on".equalsIgnoreCase(encryptionStatus)
          ? Optional.ofNullable(kmsKeyId)
          : Optional.empty();
    }
  }

  record Response(String encryptionStatus) {}

  private enum Status {
    ON,
    OFF
  }

  private enum Type {
    KMS
  }

  private Reply modify(Call<Request> call) {
    beta.require(call.projectId());
    Inputs inputs = call.inputs();
    InstanceId instanceId = Shapes.instanceId(call);
    Request request = call.body();
    String text = inputs.present("encryption_status", request.encryptionStatus());
    Status status = inputs.oneOf("encryption_status", Status.class, text);
    switch (status) {
      case ON -> turnOn(call, instanceId);
      // A type and a key are sent along by some clients; off needs neither.
      case OFF -> encryption.turnOff(call.projectId(), instanceId);
    }
    return reply(status);
  }

  private void turnOn(Call<Request> call, InstanceId instanceId) {
    Inputs inputs = call.inputs();
    inputs.oneOf("type", Type.class, inputs.present("type", call.body().type()));
    String key = inputs.present("kms_key_id", call.body().kmsKeyId());
    KeyId keyId = inputs.id("kms_key_id", KeyId::of, key);
    encryption.turnOn(call.projectId(), instanceId, keyId);
  }

  private Reply describe(Call<Operation.Nothing> call) {
    boolean on = encryption.isOn(call.projectId(), Shapes.instanceId(call));
    return reply(on ? Status.ON : Status.OFF);
  }

  private static Reply reply(Status status) {
    return Reply.of(new Response(status.name().toLowerCase(Locale.ROOT)));
  }
}
