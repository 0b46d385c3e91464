package dev.coffer.server.iam.directory;

import dev.coffer.server.iam.identity.Identifiers;
import dev.coffer.server.iam.policy.Duty;
import dev.coffer.server.iam.policy.Policy;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The roles that come with the server; they cannot be changed. */
public enum PredefinedRole {
  TENANT_ADMINISTRATOR("te_admin", "May do everything.", List.of("*")),
  AGENT_OPERATOR("te_agency", "May act for an agency.", List.of("iam:agencies:assume")),
  KEY_USER(
      "kms_user",
      "Has data keys made and opened under keys that are there.",
      List.of("kms:dek:create", "kms:dek:decrypt", "kms:cmk:get")),
  KEY_ADMINISTRATOR(
      "key_administrator",
      "Makes master keys, switches them on and off, rotates, grants and deletes them.",
      Duty.KEY_ADMINISTRATOR.actions()),
  OPERATOR(
      "operator",
      "Runs databases and clusters and has data encrypted under keys that are there.",
      Duty.OPERATOR.actions()),
  AUDITOR(
      "auditor",
      "Looks on: reads the audit log and which keys there are, and changes nothing.",
      Duty.AUDITOR.actions());

  private static final Map<String, Role> BY_ID =
      Arrays.stream(values())
          .map(PredefinedRole::role)
          .collect(Collectors.toUnmodifiableMap(Role::id, Function.identity()));

  @SuppressWarnings("ImmutableEnumChecker") // a role copies what it is given
  private final Role role;

  PredefinedRole(String name, String description, List<String> actions) {
    this.role =
        new Role(
            Identifiers.named("predefined role " + name),
            Optional.empty(),
            name,
            description,
            Role.EVERYWHERE,
            Policy.allowing(actions),
            Instant.EPOCH,
            Instant.EPOCH);
  }

  /** The duty that a role is of, if it is of one. */
  public static Optional<Duty> duty(String roleId) {
    for (PredefinedRole predefined : values()) {
      if (predefined.role.id().equals(roleId)) {
        return switch (predefined) {
          case KEY_ADMINISTRATOR -> Optional.of(Duty.KEY_ADMINISTRATOR);
          case OPERATOR -> Optional.of(Duty.OPERATOR);
          case AUDITOR -> Optional.of(Duty.AUDITOR);
          case TENANT_ADMINISTRATOR, AGENT_OPERATOR, KEY_USER -> Optional.empty();
        };
      }
    }
    return Optional.empty();
  }

  public Role role() {
    return role;
  }

  static Map<String, Role> byId() {
    return BY_ID;
  }
}
