package dev.coffer.server;

import dev.coffer.server.api.audit.AuditApi;
import dev.coffer.server.api.dws.ClusterAdoptionApi;
import dev.coffer.server.api.dws.ClusterApi;
import dev.coffer.server.api.dws.ClusterEncryptionApi;
import dev.coffer.server.api.dws.ClusterJobApi;
import dev.coffer.server.api.dws.ClusterTarget;
import dev.coffer.server.api.dws.SnapshotApi;
import dev.coffer.server.api.iam.Catalog;
import dev.coffer.server.api.iam.IamOperations;
import dev.coffer.server.api.kms.KeyResources;
import dev.coffer.server.api.kms.KmsOperations;
import dev.coffer.server.api.kms.OtherKmsApi;
import dev.coffer.server.api.taurus.BackupApi;
import dev.coffer.server.api.taurus.EncryptionApi;
import dev.coffer.server.api.taurus.ExtensionApi;
import dev.coffer.server.api.taurus.InstanceApi;
import dev.coffer.server.api.taurus.InstanceOperations;
import dev.coffer.server.api.taurus.InstanceTarget;
import dev.coffer.server.api.taurus.JobApi;
import dev.coffer.server.api.taurus.KeyDependentsApi;
import dev.coffer.server.api.taurus.PrivateBetaApi;
import dev.coffer.server.audit.Anchor;
import dev.coffer.server.audit.AuditLog;
import dev.coffer.server.backup.AutomaticBackups;
import dev.coffer.server.backup.BackupKeys;
import dev.coffer.server.backup.Backups;
import dev.coffer.server.backup.EncryptionSwitch;
import dev.coffer.server.backup.KeyDependents;
import dev.coffer.server.backup.KmsKeys;
import dev.coffer.server.backup.PrivateBeta;
import dev.coffer.server.backup.Restores;
import dev.coffer.server.backup.TrustedKeys;
import dev.coffer.server.content.InstanceContents;
import dev.coffer.server.iam.Iam;
import dev.coffer.server.iam.account.PredefinedAgency;
import dev.coffer.server.id.Ids;
import dev.coffer.server.id.KeyId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.instance.FileEncryption;
import dev.coffer.server.instance.InstanceTags;
import dev.coffer.server.instance.Instances;
import dev.coffer.server.instance.Supervision;
import dev.coffer.server.jobs.Jobs;
import dev.coffer.server.jobs.Recurring;
import dev.coffer.server.jobs.Work;
import dev.coffer.server.kms.Kms;
import dev.coffer.server.remotekms.KeysOfBoth;
import dev.coffer.server.remotekms.RemoteAccount;
import dev.coffer.server.remotekms.RemoteKeys;
import dev.coffer.server.remotekms.RemoteKms;
import dev.coffer.server.seal.SecretSeal;
import dev.coffer.server.store.ControlDatabase;
import dev.coffer.server.warehouse.Adoptions;
import dev.coffer.server.warehouse.ClusterSupervision;
import dev.coffer.server.warehouse.Clusters;
import dev.coffer.server.warehouse.Encryption;
import dev.coffer.server.warehouse.Snapshots;
import dev.coffer.server.wire.Access;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.Resource;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The features and their operations, wired; closing them ends running jobs. */
final class Services implements AutoCloseable {
  private final ServerConfig config;
  private final SecureRandom random;
  private final InstantSource clock;
  private final Kms kms;
  private final Iam iam;
  private final AuditLog audit;
  private final Anchor anchor;
  private final SecretSeal seal;
  private final Jobs jobs;
  private final Recurring recurring;
  private final Instances instances;
  private final InstanceTags instanceTags;
  private final InstanceContents contents;
  private final Supervision supervision;
  private final SecretSeal clusterSeal;
  private final Clusters clusters;
  private final Adoptions adoptions;
  private final Encryption clusterEncryption;
  private final Snapshots snapshots;
  private final ClusterSupervision clusterSupervision;
  private final UnboundInventory unbound;
  private final Optional<RemoteKms> otherKms;
  private final BackupKeys keys;
  private final PrivateBeta beta;
  private final EncryptionSwitch encryption;
  private final Backups backups;
  private final Restores restores;
  private final AutomaticBackups automaticBackups;
  private final KeyDependents dependents;

  Services(
      ServerConfig config,
      ControlDatabase database,
      Kms kms,
      Iam iam,
      AuditLog audit,
      FileEncryption fileEncryption,
      Hosts hosts,
      SecureRandom random,
      InstantSource clock) {
    this.config = config;
    this.random = random;
    this.clock = clock;
    this.kms = kms;
    this.iam = iam;
    this.audit = audit;
    this.anchor = new Anchor(database.jdbi());
    this.seal = kms.seal("instances");
    var ids = new Ids(random);
    jobs = new Jobs(database, clock, ids);
    instances =
        new Instances(
            new Instances.Parts(
                database, jobs, hosts.agent(), seal, fileEncryption, clock, random));
    instanceTags = new InstanceTags(instances, database.jdbi(), clock);
    contents = new InstanceContents(instances, jobs, hosts.agent());
    supervision = new Supervision(instances, hosts.agent(), clock);
    clusterSeal = kms.seal("clusters");
    unbound = new UnboundInventory(kms.unboundKeys(), database.jdbi(), hosts.agent());
    otherKms = config.otherKms().map(file -> new RemoteKms(RemoteAccount.read(file), clock));
    var clusterParts =
        new Clusters.Parts(
            database,
            jobs,
            hosts.warehouse(),
            clusterSeal,
            keysOf(PredefinedAgency.WAREHOUSE),
            clock,
            random);
    clusters = new Clusters(clusterParts);
    adoptions = new Adoptions(clusterParts);
    clusterEncryption = new Encryption(clusters, clusterParts);
    snapshots =
        new Snapshots(
            clusters,
            clusterParts,
            new Snapshots.Parts(hosts.agent(), hosts.snapshots(), config.compression()));
    clusterSupervision = new ClusterSupervision(clusterParts);
    keys = keysOf(PredefinedAgency.TAURUS);
    beta = new PrivateBeta(database.jdbi(), config.guard().privateBeta());
    encryption = new EncryptionSwitch(database, instances, keys, clock);
    var parts =
        new Backups.Parts(
            database,
            instances,
            encryption,
            keys,
            jobs,
            hosts.agent(),
            config.compression(),
            ids,
            clock);
    backups = new Backups(parts);
    restores = new Restores(parts, backups);
    automaticBackups = new AutomaticBackups(parts, backups);
    dependents = new KeyDependents(database);
    recurring = new Recurring(recurring());
  }

  // What a service may use: keys that an agency of the project's domain lets it use.
  private BackupKeys keysOf(PredefinedAgency agency) {
    BackupKeys own = new KmsKeys(kms);
    BackupKeys all =
        otherKms
            .<BackupKeys>map(other -> new KeysOfBoth(own, new RemoteKeys(other, kms.unboundKeys())))
            .orElse(own);
    return new TrustedKeys(all, (action, project, key) -> trusts(agency, action, project, key));
  }

  private boolean trusts(PredefinedAgency agency, String action, ProjectId project, KeyId key) {
    Resource resource = new KeyResources(kms).toEncryptUnder(project, key.value());
    var access = new Access(action, Optional.of(project), resource, "");
    return iam.agencies().trusts(project, agency.service(), access);
  }

  /** Makes good what an earlier run left, and begins to work. */
  void start() {
    kms.runMaintenance();
    unbound.complete();
    backups.recover();
    snapshots.recover();
    clusterSupervision.round();
    jobs.start(works());
  }

  /** Sees to it that engines run, from now on; some of them need this server to answer for that. */
  void supervise() {
    supervision.round();
    recurring.start();
  }

  private List<Work> works() {
    return Stream.of(
            instances.works(),
            clusters.works(),
            clusterEncryption.works(),
            snapshots.works(),
            backups.works(),
            restores.works())
        .flatMap(List::stream)
        .toList();
  }

  private List<Recurring.Action> recurring() {
    return List.of(
        new Recurring.Action("supervise instances", Duration.ofSeconds(5), supervision::round),
        new Recurring.Action(
            "supervise clusters", Duration.ofSeconds(5), clusterSupervision::round),
        new Recurring.Action("back instances up", Duration.ofSeconds(10), automaticBackups::round),
        new Recurring.Action("tend keys", Duration.ofMinutes(1), kms::runMaintenance),
        new Recurring.Action(
            "anchor the audit log", Duration.ofMinutes(1), () -> anchor.remember(audit.sync())),
        new Recurring.Action("remove old audit files", Duration.ofHours(1), this::removeOldAudit),
        new Recurring.Action("forget tokens", Duration.ofMinutes(10), iam::removeExpired));
  }

  private void removeOldAudit() {
    int days = config.audit().keepDays();
    if (days > 0) {
      Instant now = clock.instant();
      audit.removeBefore(now.minus(Duration.ofDays(days)), now);
    }
  }

  /** Every operation that the server answers. */
  List<Operation<?>> operations() {
    return Stream.of(ofAccounts(), ofDatabases(), ofWarehouses()).flatMap(rows -> rows).toList();
  }

  private Stream<Operation<?>> ofAccounts() {
    return Stream.of(
            IamOperations.of(iam, catalog(), new KeyResources(kms)::granting, clock),
            new AuditApi(audit.reader(), iam.projects()).operations(),
            KmsOperations.of(kms, config.region(), random),
            new OtherKmsApi(() -> otherKms.map(RemoteKms::status)).operations(),
            new KeyDependentsApi(
                    kms,
                    new KeyDependentsApi.Sources(
                        dependents, instances.fileEncryption(), clusterEncryption, snapshots))
                .operations())
        .flatMap(List::stream);
  }

  private Catalog catalog() {
    return new Catalog(config.region(), config.guard().tls().isPresent() ? "https" : "http");
  }

  private Stream<Operation<?>> ofDatabases() {
    var target = new InstanceTarget(instances, backups, new KeyResources(kms));
    return Stream.of(
            new EncryptionApi(encryption, beta).operations(),
            new PrivateBetaApi(beta).operations(),
            new InstanceApi(instances, restores, automaticBackups).operations(),
            new BackupApi(backups, restores).operations(),
            InstanceOperations.of(instances, instanceTags, contents, automaticBackups),
            new JobApi(jobs).operations(),
            new ExtensionApi(config.region(), instances, backups, keys).operations())
        .flatMap(List::stream)
        .map(target::on);
  }

  private Stream<Operation<?>> ofWarehouses() {
    var target = new ClusterTarget(clusters, new KeyResources(kms));
    return Stream.of(
            new ClusterApi(clusters).operations(),
            new ClusterAdoptionApi(adoptions).operations(),
            new ClusterEncryptionApi(clusterEncryption).operations(),
            new ClusterJobApi(jobs).operations(),
            new SnapshotApi(snapshots).operations())
        .flatMap(List::stream)
        .map(target::on);
  }

  @Override
  public void close() {
    recurring.close();
    supervision.close();
    clusterSupervision.close();
    jobs.close();
    if (config.stopInstances()) {
      supervision.stopAll();
      clusterSupervision.stopAll();
    }
    clusterSeal.close();
    otherKms.ifPresent(RemoteKms::close);
    seal.close();
  }
}
