package dev.coffer.server.api.audit;

import dev.coffer.server.audit.AuditReader;
import dev.coffer.server.iam.directory.Projects;
import dev.coffer.server.iam.identity.Project;
import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The audit log, page by page. */
public final class AuditApi {
  private static final int LARGEST_PAGE = 1000;
  private static final int USUAL_PAGE = 100;

  private final AuditReader reader;
  private final Projects projects;

  public AuditApi(AuditReader reader, Projects projects) {
    this.reader = reader;
    this.projects = projects;
  }

  public List<Operation<?>> operations() {
    return List.of(
        new Operation<>(
            Service.EXTENSION,
            "ListAuditEvents",
            Operation.Method.GET,
            PathTemplate.of("/coffer/v1/audit/events"),
            Operation.Admission.CALLER,
            Optional.of(
                new Operation.Action("coffer:audit:list", Operation.Action.Level.LIST, "*")),
            Operation.Body.none(),
            200,
            this::list));
  }

  /**
   * A page of events, oldest first, each as it stands in the log.
   *
   * @param marker to be given for the next page; there is none where it is empty. A page may hold
   *     nothing and still have a next one.
   */
  record ListResponse(List<JsonNode> events, Optional<Long> marker) {}

  private Reply list(Call<Operation.Nothing> call) {
    Inputs inputs = call.inputs();
    long marker = inputs.position(call.query(), "marker");
    int limit = inputs.number(call.query(), "limit", 1, LARGEST_PAGE, USUAL_PAGE);
    DomainId domainId = call.caller().domainId();
    Set<ProjectId> own =
        projects.list(domainId).stream().map(Project::id).collect(Collectors.toUnmodifiableSet());
    try {
      AuditReader.Stretch stretch =
          reader.after(marker, limit, event -> concerns(event, domainId, own));
      return Reply.of(
          new ListResponse(
              stretch.events(), stretch.more() ? Optional.of(stretch.last()) : Optional.empty()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the audit log", e);
    }
  }

  private static boolean concerns(JsonNode event, DomainId domainId, Set<ProjectId> own) {
    return event.at("/actor/domain_id").asString("").equals(domainId.value())
        || ProjectId.of(event.path("project_id").asString("")).filter(own::contains).isPresent();
  }
}
