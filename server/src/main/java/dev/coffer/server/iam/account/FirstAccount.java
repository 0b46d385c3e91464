package dev.coffer.server.iam.account;

import dev.coffer.server.iam.directory.AccessKeys;
import dev.coffer.server.iam.identity.Domain;
import dev.coffer.server.iam.identity.Project;
import dev.coffer.server.iam.identity.User;

/** What the first start made, secrets included; told once. Printing it hides the secrets. */
public record FirstAccount(
    Domain domain, Project project, User user, String password, AccessKeys.Issued accessKey) {
  @Override
  public String toString() {
    return "FirstAccount[" + domain + ", " + project + ", " + user + "]";
  }
}
