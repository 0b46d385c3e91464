package dev.coffer.server.iam.policy;

import dev.coffer.server.iam.identity.Domain;
import dev.coffer.server.iam.identity.Principal;
import dev.coffer.server.iam.identity.Project;
import dev.coffer.server.wire.Access;
import dev.coffer.server.wire.Resource;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What conditions can ask about one request. The resource's attributes are looked up once. */
public final class Circumstances {
  private final Principal principal;
  private final Domain domain;
  private final Optional<Project> project;
  private final Access access;
  private final Instant now;
  private Resource.@Nullable Attributes attributes;

  public Circumstances(
      Principal principal, Domain domain, Optional<Project> project, Access access, Instant now) {
    this.principal = principal;
    this.domain = domain;
    this.project = project;
    this.access = access;
    this.now = now;
  }

  Access access() {
    return access;
  }

  /** The resource as policies write it, such as {@code kms:cn-north-4:<domain>:KeyId:<id>}. */
  String urn(String service) {
    Resource resource = access.resource();
    if (resource.type().equals("*")) {
      return "*";
    }
    String region = project.map(Project::name).orElse("");
    return String.join(":", service, region, domain.id().value(), resource.type(), resource.id());
  }

  /** The values of a key, none where it is absent. */
  public List<String> values(String key) {
    if (key.startsWith(ConditionKeys.RESOURCE_TAG)) {
      String tag = key.substring(ConditionKeys.RESOURCE_TAG.length());
      return some(Optional.ofNullable(attributes().tags().get(tag)));
    }
    return switch (key) {
      case "g:CurrentTime" -> List.of(now.toString());
      case "g:SourceIp" -> access.source().isEmpty() ? List.of() : List.of(access.source());
      case "g:UserId" -> List.of(principal.id());
      case "g:UserName" -> List.of(principal.name());
      case "g:DomainId", "g:PrincipalAccount" -> List.of(domain.id().value());
      case "g:DomainName" -> List.of(domain.name());
      case "g:ProjectId" -> some(project.map(found -> found.id().value()));
      case "g:ProjectName" -> some(project.map(Project::name));
      case "g:PrincipalType" -> List.of(principal.type());
      case "g:PrincipalUrn" -> List.of(principal.urn());
      case "g:EnterpriseProjectId" -> some(attributes().enterpriseProjectId());
      case "g:MFAPresent" -> List.of("false");
      default -> List.of();
    };
  }

  private static List<String> some(Optional<String> value) {
    return value.map(List::of).orElse(List.of());
  }

  private Resource.Attributes attributes() {
    Resource.Attributes found = attributes;
    if (found == null) {
      found = access.resource().attributes().get();
      attributes = found;
    }
    return found;
  }
}
