package dev.coffer.server.api.iam;

import dev.coffer.server.iam.Iam;
import dev.coffer.server.wire.Operation;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/** Every operation of IAM. */
public final class IamOperations {
  private IamOperations() {}

  public static List<Operation<?>> of(
      Iam iam, Catalog catalog, AskedKeys keys, InstantSource clock) {
    return Stream.of(
            new TokenApi(iam, catalog).operations(),
            new VersionApi(catalog.scheme()).operations(),
            new CatalogApi(catalog).operations(),
            new ProjectApi(iam).operations(),
            new EnterpriseProjectApi(iam).operations(),
            new AccountApi(iam).operations(),
            new UserApi(iam).operations(),
            new UserProfileApi(iam).operations(),
            new GroupApi(iam).operations(),
            new RoleApi(iam).operations(),
            new AgencyApi(iam, clock).operations(),
            new AssignmentApi(iam).operations(),
            new TemporaryKeyApi(iam).operations(),
            new SecurityPolicyApi(iam).operations(),
            new CredentialApi(iam).operations(),
            new PolicyApi(iam, keys).operations())
        .flatMap(List::stream)
        .toList();
  }
}
