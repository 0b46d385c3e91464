package dev.coffer.server.api.taurus;

import dev.coffer.server.instance.DatabaseInstance;
import dev.coffer.server.instance.Instances;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.Reply;
import java.util.List;

/**
 * What of the vendor's engine a client looks for at each instance and engines here do not have: it
 * is off, and nothing turns it on.
 */
public final class InstanceSwitchApi {
  private static final String INSTANCE = "/v3/{project_id}/instances/{instance_id}";

  private final Instances instances;

  public InstanceSwitchApi(Instances instances) {
    this.instances = instances;
  }

  public List<Operation<?>> operations() {
    return List.of(
        Shapes.readOfInstances(
            "ShowMultiTenant", INSTANCE + "/multi-tenant", call -> off(call, NO_TENANTS)),
        Shapes.readOfInstances(
            "ShowAuditLog",
            "/v3/{project_id}/instance/{instance_id}/audit-log/switch-status",
            call -> off(call, OFF)),
        Shapes.readOfInstances(
            "ShowAuditLogPolicy", INSTANCE + "/audit-log-policy", call -> off(call, NO_AUDIT)),
        Shapes.readOfInstances(
            "ShowSqlFilterControl", INSTANCE + "/sql-filter/switch", call -> off(call, OFF)),
        Shapes.readOfInstances(
            "ShowInstanceDatabaseVersion", INSTANCE + "/database-version", this::version));
  }

  /** Engines here know no tenants within an instance. */
  record MultiTenant(boolean multiTenantSwitch) {}

  record Switch(String switchStatus) {}

  record AuditLogPolicy(int keepDays, List<String> auditTypes, String allAuditLogAction) {}

  private static final MultiTenant NO_TENANTS = new MultiTenant(false);
  private static final Switch OFF = new Switch("OFF");
  private static final AuditLogPolicy NO_AUDIT = new AuditLogPolicy(0, List.of(), "");

  private Reply off(Call<Operation.Nothing> call, Record answer) {
    var _ = instances.requireState(call.projectId(), Shapes.instanceId(call));
    return Reply.of(answer);
  }

  record VersionResponse(boolean upgradeFlag, Version datastore) {}

  record Version(String currentVersion, String currentKernelVersion) {}

  /** Engines are of the host's distribution, which upgrades them. */
  private Reply version(Call<Operation.Nothing> call) {
    DatabaseInstance instance = instances.require(call.projectId(), Shapes.instanceId(call));
    return Reply.of(
        new VersionResponse(
            false, new Version(instance.details().datastoreVersion(), instance.version())));
  }
}
