package dev.coffer.server.iam.directory;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import dev.coffer.server.iam.identity.Agency;
import dev.coffer.server.iam.identity.Domain;
import dev.coffer.server.iam.identity.EnterpriseProject;
import dev.coffer.server.iam.identity.Group;
import dev.coffer.server.iam.identity.Holder;
import dev.coffer.server.iam.identity.Project;
import dev.coffer.server.iam.identity.RoleScope;
import dev.coffer.server.iam.identity.User;
import dev.coffer.server.iam.policy.HeldPolicy;
import dev.coffer.server.iam.policy.Policy;
import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.id.UserId;
import dev.coffer.server.seal.SecretSeal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.generic.GenericType;
import org.jdbi.v3.core.mapper.Nested;

/** Reads the directory's tables. */
final class Rows {
  private static final GenericType<Set<UserId>> MEMBERS = new GenericType<>() {};

  private final Handle handle;
  private final SecretSeal seal;

  Rows(Handle handle, SecretSeal seal) {
    this.handle =
        handle
            .registerColumnMapper(new PolicyColumn())
            .registerColumnMapper(
                RoleScope.class, (row, column, _) -> RoleScope.of(row.getString(column)))
            .registerColumnMapper(
                Agency.Trust.class,
                (row, column, _) -> trust(row.getString("trust_kind"), row.getString(column)));
    this.seal = seal;
  }

  Entries entries() {
    Map<String, Group> groups = groups();
    Map<String, Role> roles = roles();
    List<Assignment> assignments = assignments();
    var given = new Given(roles, assignments, groups.values());
    return new Entries(
        domains(),
        settings(),
        projects(),
        enterpriseProjects(),
        groups,
        roles,
        assignments,
        accounts(given),
        agencies(given),
        accessKeys());
  }

  private Map<DomainId, Domain> domains() {
    return byId("SELECT id, name FROM iam_domain", Domain.class, Domain::id);
  }

  private Map<DomainId, Entries.Settings> settings() {
    var settings = new HashMap<DomainId, Entries.Settings>();
    for (DomainId id : list("SELECT id FROM iam_domain", DomainId.class)) {
      settings.put(id, new Entries.Settings(passwordPolicy(id), loginPolicy(id)));
    }
    return settings;
  }

  private PasswordPolicy passwordPolicy(DomainId domainId) {
    return handle
        .createQuery(
            """
            SELECT policy.*, least_age_minutes AS least_age FROM iam_password_policy AS policy
            WHERE domain_id = ?
            """)
        .bind(0, domainId)
        .mapTo(PasswordPolicy.class)
        .findOne()
        .orElse(PasswordPolicy.DEFAULT);
  }

  private LoginPolicy loginPolicy(DomainId domainId) {
    return handle
        .createQuery("SELECT * FROM iam_login_policy WHERE domain_id = ?")
        .bind(0, domainId)
        .mapTo(LoginPolicy.class)
        .findOne()
        .orElse(LoginPolicy.DEFAULT);
  }

  private Map<ProjectId, Project> projects() {
    return byId(
        """
        SELECT id, domain_id, COALESCE(parent_id, domain_id) AS parent_id, name, description,
          enabled
        FROM iam_project
        """,
        Project.class,
        Project::id);
  }

  private Map<String, EnterpriseProject> enterpriseProjects() {
    return byId(
        "SELECT * FROM iam_enterprise_project", EnterpriseProject.class, EnterpriseProject::id);
  }

  private Map<String, Group> groups() {
    record Member(String groupId, UserId userId) {}
    Map<String, Set<UserId>> members =
        list("SELECT group_id, user_id FROM iam_member", Member.class).stream()
            .collect(groupingBy(Member::groupId, mapping(Member::userId, toSet())));
    return handle
        .createQuery("SELECT *, id AS members FROM iam_group")
        .registerColumnMapper(
            MEMBERS, (row, column, _) -> members.getOrDefault(row.getString(column), Set.of()))
        .mapTo(Group.class)
        .collect(toMap(Group::id, identity()));
  }

  private Map<String, Role> roles() {
    var roles = new HashMap<>(PredefinedRole.byId());
    roles.putAll(byId("SELECT *, document AS policy FROM iam_role", Role.class, Role::id));
    return roles;
  }

  private List<Assignment> assignments() {
    return list("SELECT * FROM iam_assignment", Assignment.class);
  }

  private Map<UserId, Entries.Account> accounts(Given given) {
    Map<UserId, List<HeldPolicy>> policies = policies();
    record Row(@Nested User user, String passwordHash) {}
    return list("SELECT * FROM iam_user", Row.class).stream()
        .collect(
            toMap(
                row -> row.user().id(),
                row -> {
                  UserId id = row.user().id();
                  Stream<HeldPolicy> own = policies.getOrDefault(id, List.of()).stream();
                  return new Entries.Account(
                      row.user(),
                      row.passwordHash(),
                      Stream.concat(own, given.toUser(id)).toList());
                }));
  }

  private Map<String, Entries.Agent> agencies(Given given) {
    return list("SELECT *, trusted AS trust FROM iam_agency", Agency.class).stream()
        .map(agency -> new Entries.Agent(agency, given.to(Holder.agency(agency.id())).toList()))
        .collect(toMap(agent -> agent.agency().id(), identity()));
  }

  private static Agency.Trust trust(String kind, String trusted) {
    return kind.equals("SERVICE")
        ? new Agency.Trust.Service(trusted)
        : new Agency.Trust.Domain(new DomainId(trusted));
  }

  private Map<UserId, List<HeldPolicy>> policies() {
    record Row(UserId userId, String id, Policy document) {}
    return list("SELECT * FROM iam_policy", Row.class).stream()
        .collect(
            groupingBy(
                Row::userId, mapping(row -> new HeldPolicy(row.id(), row.document()), toList())));
  }

  private Map<String, Entries.AccessKey> accessKeys() {
    record Row(@Nested AccessKeys.Known known, String sealedSecret) {}
    return list("SELECT * FROM iam_access_key", Row.class).stream()
        .collect(
            toMap(row -> row.known().accessKey(), row -> open(row.known(), row.sealedSecret())));
  }

  private Entries.AccessKey open(AccessKeys.Known known, String sealed) {
    String accessKey = known.accessKey();
    return new Entries.AccessKey(
        known,
        seal.open(AccessKeys.place(accessKey), sealed)
            .orElseThrow(
                () -> new IllegalStateException("the secret of " + accessKey + " was altered")));
  }

  private <K, T> Map<K, T> byId(String sql, Class<T> type, Function<T, K> id) {
    return list(sql, type).stream().collect(toMap(id, identity()));
  }

  private <T> List<T> list(String sql, Class<T> type) {
    return handle.createQuery(sql).mapTo(type).list();
  }
}
