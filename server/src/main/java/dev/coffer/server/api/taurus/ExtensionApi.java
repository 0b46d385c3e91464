package dev.coffer.server.api.taurus;

import dev.coffer.agent.Engine;
import dev.coffer.crypto.secret.SecretBytes;
import dev.coffer.server.backup.Backup;
import dev.coffer.server.backup.BackupKeys;
import dev.coffer.server.backup.Backups;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.id.BackupId;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.instance.DatabaseInstance;
import dev.coffer.server.instance.InstanceDetails;
import dev.coffer.server.instance.Instances;
import dev.coffer.server.jobs.Job;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.SecretText;
import dev.coffer.server.wire.Service;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the vendor has nothing for: adopt an engine, and look closely at a backup. */
public final class ExtensionApi {
  private final String region;
  private final Instances instances;
  private final Backups backups;
  private final BackupKeys keys;

  public ExtensionApi(String region, Instances instances, Backups backups, BackupKeys keys) {
    this.region = region;
    this.instances = instances;
    this.backups = backups;
    this.keys = keys;
  }

  public List<Operation<?>> operations() {
    return List.of(
        new Operation<>(
            Service.EXTENSION,
            "AdoptInstance",
            Operation.Method.POST,
            PathTemplate.of("/coffer/v1/{project_id}/instances/adopt"),
            Operation.Admission.CALLER,
            Optional.of(
                new Operation.Action(
                    "coffer:instance:adopt", Operation.Action.Level.WRITE, "instance")),
            Operation.Body.required(AdoptRequest.class),
            201,
            this::adopt),
        new Operation<>(
            Service.EXTENSION,
            "ShowBackupEncryption",
            Operation.Method.GET,
            PathTemplate.of("/coffer/v1/{project_id}/backups/{backup_id}/encryption"),
            Operation.Admission.CALLER,
            Optional.of(Shapes.read("backup:list", "*")),
            Operation.Body.none(),
            200,
            this::showEncryption),
        new Operation<>(
            Service.EXTENSION,
            "CheckBackup",
            Operation.Method.POST,
            PathTemplate.of("/coffer/v1/{project_id}/backups/{backup_id}/check"),
            Operation.Admission.CALLER,
            Optional.of(Shapes.write("backup:check", "*")),
            Operation.Body.none(),
            202,
            this::check));
  }

  /** A running engine, by its socket or by host and port. */
  record AdoptRequest(
      @Nullable String name,
      @Nullable String socket,
      @Nullable String host,
      @Nullable Integer port,
      @Nullable String userName,
      @Nullable SecretText password,
      @Nullable String dataDirectory) {}

  record AdoptResponse(InstanceView.Ordered instance) {}

  private Reply adopt(Call<AdoptRequest> call) {
    Inputs inputs = call.inputs();
    AdoptRequest request = call.body();
    String name = inputs.present("name", request.name());
    inputs.matching(Failure.DBS_280234, "name", Shapes.NAME, name);
    Engine.Address address = address(inputs, request);
    String user =
        inputs.line(
            "user_name", inputs.present("user_name", request.userName()), Engine.LONGEST_USER);
    Path directory = inputs.path("data_directory", request.dataDirectory());
    try (SecretBytes password = inputs.present("password", request.password()).bytes()) {
      DatabaseInstance adopted =
          instances.adopt(
              new Instances.Adoption(
                  call.projectId(), name, address, user, password, directory, details()));
      return Reply.of(new AdoptResponse(InstanceView.ordered(adopted, InstanceView.NO_BACKUPS)));
    }
  }

  private static Engine.Address address(Inputs inputs, AdoptRequest request) {
    if (request.socket() != null) {
      return new Engine.Address.Socket(inputs.path("socket", request.socket()));
    }
    String host = inputs.line("host", inputs.present("host", request.host()), Engine.LONGEST_HOST);
    int port = Objects.requireNonNullElse(request.port(), 3306);
    return new Engine.Address.Tcp(host, inputs.within("port", port, 1, 65535));
  }

  private InstanceDetails details() {
    return new InstanceDetails(
        region,
        "8.0",
        "Cluster",
        "adopted",
        "",
        "",
        Optional.empty(),
        Optional.empty(),
        "0",
        "UTC",
        "single",
        Optional.empty(),
        0,
        Optional.empty(),
        "postPaid",
        Optional.empty(),
        List.of());
  }

  /**
   * What is known of a backup's encryption.
   *
   * @param keyState the key's standing at this moment, such as {@code usable} or {@code disabled}
   * @param plaintextDigest SHA-256 of the engine's stream, hexadecimal
   */
  record EncryptionResponse(
      BackupId backupId,
      boolean encrypted,
      Optional<String> suite,
      Optional<KeyId> kmsKeyId,
      Optional<String> keyVersion,
      Optional<String> keyState,
      int wrappedKeyCount,
      Optional<String> plaintextDigest,
      Optional<LastCheck> lastCheck) {}

  record LastCheck(String at, boolean opened, Optional<String> failReason) {}

  private Reply showEncryption(Call<Operation.Nothing> call) {
    Backup backup = backups.require(call.projectId(), Shapes.backupId(call));
    Optional<Backup.Seal> seal = backup.seal();
    return Reply.of(
        new EncryptionResponse(
            backup.id(),
            seal.isPresent(),
            seal.map(Backup.Seal::suite),
            seal.map(Backup.Seal::keyId),
            seal.map(Backup.Seal::keyVersion),
            seal.map(found -> word(keys.standing(backup.projectId(), found.keyId()))),
            seal.map(Backup.Seal::wrappedKeys).orElse(0),
            backup.digest(),
            backup.check().map(ExtensionApi::lastCheck)));
  }

  private static LastCheck lastCheck(Backup.Check check) {
    return new LastCheck(Shapes.time(check.at()), check.failure().isEmpty(), check.failure());
  }

  private static String word(BackupKeys.Standing standing) {
    return standing.isUsable() ? "usable" : standing.name().toLowerCase(Locale.ROOT);
  }

  private Reply check(Call<Operation.Nothing> call) {
    Job job = backups.check(call.projectId(), Shapes.backupId(call));
    return Reply.of(new Shapes.JobResponse(job.id()));
  }
}
