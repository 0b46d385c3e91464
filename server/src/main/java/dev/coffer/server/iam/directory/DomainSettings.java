package dev.coffer.server.iam.directory;

import dev.coffer.server.id.DomainId;
import org.jdbi.v3.core.Handle;

/** What a domain has set about its accounts. */
public final class DomainSettings {
  private final Directory directory;

  public DomainSettings(Directory directory) {
    this.directory = directory;
  }

  public PasswordPolicy passwords(DomainId domainId) {
    return directory.entries().passwordPolicy(domainId);
  }

  public LoginPolicy logins(DomainId domainId) {
    return directory.entries().loginPolicy(domainId);
  }

  public void set(DomainId domainId, PasswordPolicy policy) {
    directory.change(handle -> put(handle, domainId, policy));
  }

  public void set(DomainId domainId, LoginPolicy policy) {
    directory.change(handle -> put(handle, domainId, policy));
  }

  private static int put(Handle handle, DomainId domainId, PasswordPolicy policy) {
    handle.execute("DELETE FROM iam_password_policy WHERE domain_id = ?", domainId);
    return handle.execute(
        "INSERT INTO iam_password_policy (domain_id, most_identical, least_age_minutes,"
            + " least_length, recent_refused, user_name_refused, valid_days, least_kinds)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        domainId,
        policy.mostIdentical(),
        policy.leastAge(),
        policy.leastLength(),
        policy.recentRefused(),
        policy.userNameRefused() ? 1 : 0,
        policy.validDays(),
        policy.leastKinds());
  }

  private static int put(Handle handle, DomainId domainId, LoginPolicy policy) {
    handle.execute("DELETE FROM iam_login_policy WHERE domain_id = ?", domainId);
    return handle.execute(
        "INSERT INTO iam_login_policy (domain_id, most_failures, period_minutes, lockout_minutes)"
            + " VALUES (?, ?, ?, ?)",
        domainId,
        policy.mostFailures(),
        policy.periodMinutes(),
        policy.lockoutMinutes());
  }
}
