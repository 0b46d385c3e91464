package dev.coffer.server.api.kms;

import dev.coffer.server.id.KeyReference;
import dev.coffer.server.kms.masterkey.Rotations;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.Reply;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rotation of master keys. */
final class RotationApi {
  private final Rotations rotations;

  RotationApi(Rotations rotations) {
    this.rotations = rotations;
  }

  List<Operation<?>> operations() {
    return List.of(
        Rows.row(
            "EnableKeyRotation",
            "enable-key-rotation",
            Rows.write("cmk:enableRotation"),
            KeyApi.KeyRequest.class,
            call -> {
              rotations.enable(call.projectId(), key(call));
              return Rows.done();
            }),
        Rows.row(
            "DisableKeyRotation",
            "disable-key-rotation",
            Rows.write("cmk:disableRotation"),
            KeyApi.KeyRequest.class,
            call -> {
              rotations.disable(call.projectId(), key(call));
              return Rows.done();
            }),
        Rows.row(
            "UpdateKeyRotationInterval",
            "update-key-rotation-interval",
            Rows.write("cmk:updateRotation"),
            IntervalRequest.class,
            this::setInterval),
        Rows.row(
            "ShowKeyRotationStatus",
            "get-key-rotation-status",
            Rows.read("cmk:getRotation"),
            KeyApi.KeyRequest.class,
            this::status),
        Rows.row(
            "RotateKeyNow",
            Operation.Method.POST,
            "/coffer/v1/{project_id}/kms/keys/{key_id}/rotate",
            Rows.write("cmk:enableRotation"),
            Operation.Body.none(),
            this::rotate));
  }

  private Reply rotate(Call<Operation.Nothing> call) {
    rotations.rotate(call.projectId(), Rows.key(call));
    return Rows.done();
  }

  private static KeyReference key(Call<KeyApi.KeyRequest> call) {
    return Rows.key(call.inputs(), call.body().keyId());
  }

  record IntervalRequest(
      @Nullable String keyId, @Nullable Integer rotationInterval, @Nullable String sequence)
      implements Rows.Sequenced {}

  private Reply setInterval(Call<IntervalRequest> call) {
    rotations.setInterval(
        call.projectId(),
        Rows.key(call.inputs(), call.body().keyId()),
        call.inputs().present("rotation_interval", call.body().rotationInterval()));
    return Rows.done();
  }

  record StatusResponse(
      boolean keyRotationEnabled,
      Optional<Integer> rotationInterval,
      Optional<String> lastRotationTime,
      int numberOfRotations) {}

  private Reply status(Call<KeyApi.KeyRequest> call) {
    Rotations.Status status = rotations.status(call.projectId(), key(call));
    return Reply.of(
        new StatusResponse(
            status.days().isPresent(),
            status.days(),
            status.last().map(KeyDetails::millis),
            status.count()));
  }
}
