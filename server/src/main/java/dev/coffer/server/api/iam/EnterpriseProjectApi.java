package dev.coffer.server.api.iam;

import dev.coffer.server.iam.Iam;
import dev.coffer.server.iam.identity.EnterpriseProject;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.Reply;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Enterprise projects, as the vendor's service of that name has them. */
final class EnterpriseProjectApi {
  private static final String ALL = "/v1.0/enterprise-projects";
  private static final String ONE = ALL + "/{enterprise_project_id}";
  private static final int LARGEST_PAGE = 1000;

  private final Iam iam;

  EnterpriseProjectApi(Iam iam) {
    this.iam = iam;
  }

  List<Operation<?>> operations() {
    return List.of(
        AccountRows.read("ListEnterpriseProject", ALL, "eps:enterpriseProjects:list", this::list),
        AccountRows.read("ShowEnterpriseProject", ONE, "eps:enterpriseProjects:get", this::show),
        AccountRows.change(
            Operation.Method.POST,
            "CreateEnterpriseProject",
            ALL,
            "eps:enterpriseProjects:create",
            Operation.Body.required(Request.class),
            201,
            this::create),
        AccountRows.change(
            Operation.Method.PUT,
            "UpdateEnterpriseProject",
            ONE,
            "eps:enterpriseProjects:update",
            Operation.Body.required(Request.class),
            200,
            this::update),
        AccountRows.change(
            Operation.Method.POST,
            "EnableEnterpriseProject",
            ONE + "/action",
            "eps:enterpriseProjects:enable",
            Operation.Body.required(ActionRequest.class),
            204,
            this::act));
  }

  /**
   * One as the vendor shows it.
   *
   * @param status 1 where it is enabled, 2 where it is not
   */
  record Shown(
      String id,
      String name,
      String description,
      int status,
      String type,
      String createdAt,
      String updatedAt) {
    private static Shown of(EnterpriseProject project) {
      return new Shown(
          project.id(),
          project.name(),
          project.description(),
          project.enabled() ? 1 : 2,
          "prod",
          project.createdAt().toString(),
          project.updatedAt().toString());
    }
  }

  record ListResponse(List<Shown> enterpriseProjects, int totalCount) {}

  record ShowResponse(Shown enterpriseProject) {}

  private Reply list(Call<Operation.Nothing> call) {
    Optional<String> id = call.query().get("id");
    Optional<String> name = call.query().get("name");
    int from = call.inputs().number(call.query(), "offset", 0, Integer.MAX_VALUE, 0);
    int most = call.inputs().number(call.query(), "limit", 1, LARGEST_PAGE, LARGEST_PAGE);
    List<Shown> found =
        iam.enterpriseProjects().list(call.caller().domainId()).stream()
            .filter(project -> id.map(project.id()::equals).orElse(true))
            .filter(project -> name.map(project.name()::contains).orElse(true))
            .map(Shown::of)
            .toList();
    return Reply.of(new ListResponse(found.stream().skip(from).limit(most).toList(), found.size()));
  }

  private Reply show(Call<Operation.Nothing> call) {
    return reply(project(call));
  }

  record Request(@Nullable String name, @Nullable String description, @Nullable String type) {}

  private Reply create(Call<Request> call) {
    return reply(
        iam.enterpriseProjects()
            .create(
                call.caller().domainId(),
                call.inputs().present("name", call.body().name()),
                Objects.requireNonNullElse(call.body().description(), "")));
  }

  private Reply update(Call<Request> call) {
    EnterpriseProject project = project(call);
    return reply(
        iam.enterpriseProjects()
            .update(
                project,
                Objects.requireNonNullElse(call.body().name(), project.name()),
                Objects.requireNonNullElse(call.body().description(), project.description())));
  }

  record ActionRequest(@Nullable String action) {}

  private enum Action {
    ENABLE,
    DISABLE
  }

  private Reply act(Call<ActionRequest> call) {
    Inputs inputs = call.inputs();
    EnterpriseProject project = project(call);
    Action action =
        inputs.oneOf("action", Action.class, inputs.present("action", call.body().action()));
    iam.enterpriseProjects().setEnabled(project, action == Action.ENABLE);
    return Reply.empty();
  }

  private EnterpriseProject project(Call<?> call) {
    return iam.enterpriseProjects()
        .require(call.caller().domainId(), call.path("enterprise_project_id"));
  }

  private static Reply reply(EnterpriseProject project) {
    return Reply.of(new ShowResponse(Shown.of(project)));
  }
}
