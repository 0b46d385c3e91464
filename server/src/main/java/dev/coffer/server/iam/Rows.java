package dev.coffer.server.iam;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;

import dev.coffer.server.seal.SecretSeal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** Reads the directory's tables. */
final class Rows {
  private final Handle handle;
  private final SecretSeal seal;

  Rows(Handle handle, SecretSeal seal) {
    this.handle = handle;
    this.seal = seal;
  }

  Entries entries() {
    return new Entries(domains(), projects(), accounts(), accessKeys());
  }

  private Map<String, Domain> domains() {
    return list(
            "SELECT id, name FROM iam_domain",
            (row, _) -> new Domain(row.getString("id"), row.getString("name")))
        .stream()
        .collect(toMap(Domain::id, identity()));
  }

  private Map<String, Project> projects() {
    return list(
            "SELECT id, domain_id, name FROM iam_project",
            (row, _) ->
                new Project(row.getString("id"), row.getString("domain_id"), row.getString("name")))
        .stream()
        .collect(toMap(Project::id, identity()));
  }

  private Map<String, Entries.Account> accounts() {
    Map<String, List<HeldPolicy>> policies = policies();
    return list(
            "SELECT id, domain_id, name, enabled, password_hash FROM iam_user",
            (row, _) -> {
              var user =
                  new User(
                      row.getString("id"),
                      row.getString("domain_id"),
                      row.getString("name"),
                      row.getInt("enabled") != 0);
              return new Entries.Account(
                  user,
                  row.getString("password_hash"),
                  policies.getOrDefault(user.id(), List.of()));
            })
        .stream()
        .collect(toMap(account -> account.user().id(), identity()));
  }

  private Map<String, List<HeldPolicy>> policies() {
    record Held(String userId, HeldPolicy policy) {}
    return list(
            "SELECT id, user_id, document FROM iam_policy",
            (row, _) ->
                new Held(
                    row.getString("user_id"),
                    new HeldPolicy(
                        row.getString("id"), PolicyDocument.parse(row.getString("document")))))
        .stream()
        .collect(groupingBy(Held::userId, mapping(Held::policy, toList())));
  }

  private Map<String, Entries.AccessKey> accessKeys() {
    return list(
            "SELECT access_key, user_id, sealed_secret, active, description, created_at"
                + " FROM iam_access_key",
            (row, _) ->
                accessKey(
                    new AccessKeys.Known(
                        row.getString("access_key"),
                        row.getString("user_id"),
                        row.getInt("active") != 0,
                        row.getString("description"),
                        Instant.ofEpochMilli(row.getLong("created_at"))),
                    row.getString("sealed_secret")))
        .stream()
        .collect(toMap(key -> key.known().accessKey(), identity()));
  }

  private Entries.AccessKey accessKey(AccessKeys.Known known, String sealed) {
    String accessKey = known.accessKey();
    return new Entries.AccessKey(
        known,
        seal.open(AccessKeys.place(accessKey), sealed)
            .orElseThrow(
                () -> new IllegalStateException("the secret of " + accessKey + " was altered")));
  }

  private <T> List<T> list(String sql, RowMapper<T> mapper) {
    return handle.createQuery(sql).map(mapper).list();
  }
}
