package dev.coffer.server.api.iam;

import dev.coffer.server.api.iam.AccountRows.Links;
import dev.coffer.server.iam.Iam;
import dev.coffer.server.iam.identity.Project;
import dev.coffer.server.id.DomainId;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.Reply;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Projects: look up, create, rename, suspend. */
final class ProjectApi {
  private static final String PROJECTS = "/v3/projects";
  private static final String PROJECT = PROJECTS + "/{asked_id}";
  private static final int LARGEST_PAGE = 5000;
  private static final String EXTENDED = "/v3-ext/projects/{asked_id}";

  private final Iam iam;

  ProjectApi(Iam iam) {
    this.iam = iam;
  }

  List<Operation<?>> operations() {
    return List.of(
        AccountRows.lookUp("KeystoneListProjects", PROJECTS, this::list),
        AccountRows.lookUp("KeystoneListAuthProjects", "/v3/auth/projects", this::list),
        AccountRows.lookUp("KeystoneListAuthDomains", "/v3/auth/domains", this::domains),
        AccountRows.read(
            "KeystoneListProjectsForUser",
            "/v3/users/{user_id}/projects",
            "iam:projects:listProjectsForUser",
            this::ofUser),
        AccountRows.lookUp("KeystoneShowProject", PROJECT, this::show),
        AccountRows.lookUp("ShowProjectDetailsAndStatus", EXTENDED, this::showStatus),
        AccountRows.change(
            Operation.Method.POST,
            "KeystoneCreateProject",
            PROJECTS,
            "iam:projects:createProject",
            Operation.Body.required(CreateRequest.class),
            201,
            this::create),
        AccountRows.change(
            Operation.Method.PATCH,
            "KeystoneUpdateProject",
            PROJECT,
            "iam:projects:updateProject",
            Operation.Body.required(UpdateRequest.class),
            200,
            this::update),
        AccountRows.change(
            Operation.Method.PUT,
            "UpdateProjectStatus",
            EXTENDED,
            "iam:projects:updateProject",
            Operation.Body.required(StatusRequest.class),
            204,
            this::setStatus));
  }

  record ListResponse(List<Shown> projects, Links links) {}

  record ShowResponse(Shown project) {}

  record Shown(
      ProjectId id,
      String name,
      DomainId domainId,
      String parentId,
      boolean isDomain,
      boolean enabled,
      String description,
      Optional<String> status,
      Links links) {
    private static Shown of(Project project) {
      return of(project, Optional.empty());
    }

    private static Shown of(Project project, Optional<String> status) {
      return new Shown(
          project.id(),
          project.name(),
          project.domainId(),
          project.parentId(),
          false,
          project.enabled(),
          project.description(),
          status,
          new Links(PROJECTS + "/" + project.id()));
    }
  }

  private Reply list(Call<Operation.Nothing> call) {
    Optional<String> name = call.query().get("name");
    Optional<String> domainId = call.query().get("domain_id");
    return reply(
        call,
        iam.projects().list(call.caller().domainId()).stream()
            .filter(project -> name.map(project.name()::equals).orElse(true))
            .filter(project -> domainId.map(project.domainId().value()::equals).orElse(true))
            .toList());
  }

  private Reply ofUser(Call<Operation.Nothing> call) {
    iam.users().require(call.caller().domainId(), AccountRows.userId(call));
    return reply(call, iam.projects().list(call.caller().domainId()));
  }

  private static Reply reply(Call<?> call, List<Project> found) {
    List<Project> page = Pages.asked(call, found, LARGEST_PAGE);
    return Reply.of(new ListResponse(page.stream().map(Shown::of).toList(), new Links(PROJECTS)));
  }

  private Reply show(Call<Operation.Nothing> call) {
    return Reply.of(new ShowResponse(Shown.of(project(call))));
  }

  private Reply showStatus(Call<Operation.Nothing> call) {
    Project project = project(call);
    String status = project.enabled() ? "normal" : "suspended";
    return Reply.of(new ShowResponse(Shown.of(project, Optional.of(status))));
  }

  record CreateRequest(@Nullable NewProject project) {}

  record NewProject(
      @Nullable String name,
      @Nullable String parentId,
      @Nullable String domainId,
      @Nullable String description) {}

  private Reply create(Call<CreateRequest> call) {
    Inputs inputs = call.inputs();
    NewProject asked = inputs.present("project", call.body().project());
    AccountRows.requireOwn(call, asked.domainId());
    DomainId domainId = call.caller().domainId();
    Project made =
        iam.projects()
            .create(
                domainId,
                Objects.requireNonNullElse(asked.parentId(), domainId.value()),
                inputs.present("project.name", asked.name()),
                Objects.requireNonNullElse(asked.description(), ""));
    return Reply.of(new ShowResponse(Shown.of(made)));
  }

  record UpdateRequest(@Nullable Update project) {}

  record Update(@Nullable String name, @Nullable String description) {}

  private Reply update(Call<UpdateRequest> call) {
    Project project = project(call);
    Update asked = call.inputs().present("project", call.body().project());
    Project updated =
        iam.projects()
            .update(
                project,
                Objects.requireNonNullElse(asked.name(), project.name()),
                Objects.requireNonNullElse(asked.description(), project.description()));
    return Reply.of(new ShowResponse(Shown.of(updated)));
  }

  record StatusRequest(@Nullable NewStatus project) {}

  record NewStatus(@Nullable String status) {}

  private enum Status {
    NORMAL,
    SUSPENDED
  }

  private Reply setStatus(Call<StatusRequest> call) {
    Inputs inputs = call.inputs();
    Project project = project(call);
    NewStatus asked = inputs.present("project", call.body().project());
    String text = inputs.present("project.status", asked.status());
    Status status = inputs.oneOf("project.status", Status.class, text);
    iam.projects().setEnabled(project, status == Status.NORMAL);
    return Reply.empty();
  }

  private Project project(Call<?> call) {
    return iam.projects().require(call.caller().domainId(), AccountRows.projectId(call));
  }

  record DomainsResponse(List<ShownDomain> domains, Links links) {}

  record ShownDomain(DomainId id, String name, boolean enabled, String description, Links links) {}

  private Reply domains(Call<Operation.Nothing> call) {
    DomainId id = call.caller().domainId();
    var domain =
        new ShownDomain(id, call.caller().domainName(), true, "", new Links("/v3/domains/" + id));
    return Reply.of(new DomainsResponse(List.of(domain), new Links("/v3/auth/domains")));
  }
}
