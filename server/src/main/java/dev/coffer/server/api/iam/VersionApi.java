package dev.coffer.server.api.iam;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.Service;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which versions of an API are here. The vendor has a host for each service, and their clients read
 * different answers from one path: KMS's an array, IAM's an object around one. The host's first
 * label says which is meant where it is a service's name; else KMS's clients are those that name a
 * project, which its credentials do and IAM's do not.
 */
public final class VersionApi {
  private static final String KMS = "v1.0";
  private static final String IAM = "v3";

  private final String scheme;

  public VersionApi(String scheme) {
    this.scheme = scheme;
  }

  public List<Operation<?>> operations() {
    return List.of(
        open("ShowVersions", "/", this::versions),
        open("ShowVersion", "/{version_id}", this::version));
  }

  private static Operation<Operation.Nothing> open(
      String name, String path, Operation.Handler<Operation.Nothing> handler) {
    return new Operation<>(
        Service.KMS,
        name,
        Operation.Method.GET,
        PathTemplate.of(path),
        Operation.Admission.ANYONE,
        Optional.empty(),
        Operation.Body.none(),
        200,
        handler);
  }

  record KmsVersions(List<KmsVersion> versions) {}

  record KmsVersionResponse(KmsVersion version) {}

  record KmsVersion(
      String id,
      List<KmsLink> links,
      String version,
      String status,
      String updated,
      String minVersion) {
    private static final KmsVersion V1 =
        new KmsVersion(
            KMS, List.of(new KmsLink("/v1.0/", "self")), "", "CURRENT", "2016-10-29T00:00:00Z", "");
  }

  record KmsLink(String href, String rel) {}

  record IamVersions(Values versions) {}

  record Values(List<IamVersion> values) {}

  record IamVersionResponse(IamVersion version) {}

  record IamVersion(
      String id,
      String status,
      String updated,
      List<Link> links,
      @JsonProperty("media-types") List<MediaType> mediaTypes) {}

  record Link(String rel, String href) {}

  record MediaType(String base, String type) {}

  private Reply versions(Call<Operation.Nothing> call) {
    return isOfKms(call)
        ? Reply.of(new KmsVersions(List.of(KmsVersion.V1)))
        : Reply.of(new IamVersions(new Values(List.of(iam(call)))));
  }

  private Reply version(Call<Operation.Nothing> call) {
    return switch (call.path("version_id")) {
      case KMS -> Reply.of(new KmsVersionResponse(KmsVersion.V1));
      case IAM -> Reply.of(new IamVersionResponse(iam(call)));
      default -> throw new Refusal(Failure.APIGW_0101);
    };
  }

  private static boolean isOfKms(Call<?> call) {
    String host = call.header("host").orElse("").toLowerCase(Locale.ROOT);
    if (host.startsWith("iam.") || host.startsWith("kms.")) {
      return host.startsWith("kms.");
    }
    return call.header("x-project-id").isPresent();
  }

  private IamVersion iam(Call<?> call) {
    String address = scheme + "://" + call.header("host").orElse("") + "/v3/";
    return new IamVersion(
        "v3.6",
        "stable",
        "2016-04-04T00:00:00Z",
        List.of(new Link("self", address)),
        List.of(new MediaType("application/json", "application/vnd.openstack.identity-v3+json")));
  }
}
