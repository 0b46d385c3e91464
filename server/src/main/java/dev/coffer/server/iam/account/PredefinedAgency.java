package dev.coffer.server.iam.account;

import dev.coffer.server.iam.directory.PredefinedRole;
import dev.coffer.server.iam.identity.Agency;
import dev.coffer.server.iam.identity.Holder;
import dev.coffer.server.iam.identity.RoleScope;
import dev.coffer.server.id.DomainId;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The agencies of a first domain: without them no service could use a master key for its projects.
 * Whoever does not want that takes the role back or deletes the agency.
 */
public enum PredefinedAgency {
  TAURUS("TaurusDBAccessKMS", "op_svc_gaussdbformysql"),
  WAREHOUSE("DWSAccessKMS", "op_svc_dws");

  private final String word;
  private final String service;

  PredefinedAgency(String word, String service) {
    this.word = word;
    this.service = service;
  }

  /** The service that it trusts. */
  public String service() {
    return service;
  }

  static void createAll(Handle handle, Agencies agencies, DomainId domainId) {
    for (PredefinedAgency predefined : values()) {
      Agency agency =
          agencies.create(
              handle,
              new Agencies.Wanted(
                  domainId,
                  predefined.word,
                  "lets the service use master keys",
                  new Agency.Trust.Service(predefined.service),
                  Optional.empty()));
      Assignments.insert(
          handle,
          PredefinedRole.KEY_USER.role(),
          Holder.agency(agency.id()),
          new RoleScope.Everywhere());
    }
  }
}
