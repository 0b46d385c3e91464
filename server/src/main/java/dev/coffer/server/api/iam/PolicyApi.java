package dev.coffer.server.api.iam;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.iam.Iam;
import dev.coffer.server.iam.duty.Explanation;
import dev.coffer.server.iam.identity.User;
import dev.coffer.server.iam.policy.Decision;
import dev.coffer.server.iam.policy.Effect;
import dev.coffer.server.iam.policy.Policy;
import dev.coffer.server.iam.policy.PolicyDocument;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.id.UserId;
import dev.coffer.server.wire.Access;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Inputs;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.Resource;
import dev.coffer.server.wire.Service;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What users are granted, and why they may or may not do something. */
final class PolicyApi {
  private final Iam iam;
  private final AskedKeys keys;

  PolicyApi(Iam iam, AskedKeys keys) {
    this.iam = iam;
    this.keys = keys;
  }

  List<Operation<?>> operations() {
    return List.of(
        row(
            "GrantActions",
            "/coffer/v1/users/{user_id}/grants",
            "iam:permissions:grantActionsToUser",
            GrantRequest.class,
            201,
            this::grant),
        row(
            "GrantPolicy",
            "/coffer/v1/users/{user_id}/policies",
            "iam:permissions:grantActionsToUser",
            PolicyRequest.class,
            201,
            this::grantPolicy),
        row(
            "ExplainDecision",
            "/coffer/v1/iam/explain",
            "iam:permissions:explainDecision",
            ExplainRequest.class,
            200,
            this::explain));
  }

  private static <Q> Operation<Q> row(
      String name,
      String path,
      String action,
      Class<Q> body,
      int status,
      Operation.Handler<Q> handler) {
    return new Operation<>(
        Service.IAM,
        name,
        Operation.Method.POST,
        PathTemplate.of(path),
        Operation.Admission.CALLER,
        Optional.of(new Operation.Action(action, Operation.Action.Level.PERMISSION, "*")),
        Operation.Body.required(body),
        status,
        handler);
  }

  /** The full names of actions, wildcards allowed. */
  record GrantRequest(@Nullable List<String> actions) {}

  record GrantResponse(UserId userId, List<String> actions) {}

  private Reply grant(Call<GrantRequest> call) {
    User user = iam.users().require(call.caller().domainId(), AccountRows.userId(call));
    List<String> actions = call.inputs().present("actions", call.body().actions());
    iam.users().grant(user.id(), Policy.allowing(actions));
    return Reply.of(new GrantResponse(user.id(), actions));
  }

  /** A document of either grammar. */
  record PolicyRequest(@Nullable JsonNode policy) {}

  record PolicyResponse(UserId userId, String policyId) {}

  private Reply grantPolicy(Call<PolicyRequest> call) {
    User user = iam.users().require(call.caller().domainId(), AccountRows.userId(call));
    JsonNode document = call.inputs().present("policy", call.body().policy());
    Policy policy = PolicyDocument.parse(document.toString());
    return Reply.of(new PolicyResponse(user.id(), iam.users().grant(user.id(), policy).id()));
  }

  /** A call that a user might make. */
  record ExplainRequest(
      @Nullable String userName,
      @Nullable String action,
      @Nullable String projectId,
      @Nullable AskedResource resource,
      @Nullable String sourceIp) {}

  record AskedResource(
      @Nullable String type,
      @Nullable String id,
      @Nullable String enterpriseProjectId,
      @Nullable Map<String, String> tags) {}

  /**
   * The answer.
   *
   * @param duty what duties say, where they are kept apart; one that needs none is denied to all
   * @param granted whether a grant of the key opens the action to the user
   */
  record ExplainResponse(
      String decision,
      Optional<By> by,
      List<Finding> findings,
      Optional<DutyRule> duty,
      boolean granted) {}

  record DutyRule(Optional<String> needed, boolean held) {}

  record By(String policyId, int statement, Optional<String> sid) {}

  record Finding(By statement, Effect effect, String match, Optional<String> failing) {}

  private Reply explain(Call<ExplainRequest> call) {
    Inputs inputs = call.inputs();
    ExplainRequest asked = call.body();
    String name = inputs.present("user_name", asked.userName());
    User user =
        iam.users()
            .named(call.caller().domainId(), name)
            .orElseThrow(() -> new Refusal(Failure.IAM_0004, "user_name", Reason.ABSENT));
    var access =
        new Access(
            inputs.present("action", asked.action()),
            Optional.ofNullable(asked.projectId())
                .map(id -> inputs.id("project_id", ProjectId::of, id)),
            resource(asked),
            Objects.requireNonNullElse(asked.sourceIp(), ""));
    return Reply.of(response(iam.explaining().explain(user.id(), access)));
  }

  private Resource resource(ExplainRequest request) {
    AskedResource asked = request.resource();
    if (asked == null) {
      return Resource.unnamed("*");
    }
    Resource resource = resource(asked);
    return Optional.ofNullable(request.projectId())
        .filter(_ -> resource.type().equals(AskedKeys.TYPE))
        .flatMap(ProjectId::of)
        .map(project -> keys.granting(resource, project, String.valueOf(request.action())))
        .orElse(resource);
  }

  private static Resource resource(AskedResource asked) {
    var attributes =
        new Resource.Attributes(
            Optional.ofNullable(asked.enterpriseProjectId()),
            Objects.requireNonNullElse(asked.tags(), Map.of()));
    return new Resource(
        Objects.requireNonNullElse(asked.type(), "*"),
        Objects.requireNonNullElse(asked.id(), ""),
        () -> attributes);
  }

  private static ExplainResponse response(Explanation explanation) {
    List<Finding> findings =
        explanation.findings().stream()
            .map(f -> new Finding(by(f.statement()), f.effect(), f.match(), f.failing()))
            .toList();
    Optional<By> by =
        switch (explanation.decision()) {
          case Decision.Allowed(var grounds) -> Optional.of(by(grounds));
          case Decision.Denied(var grounds) -> Optional.of(by(grounds));
          case Decision.NotGranted() -> Optional.empty();
        };
    return new ExplainResponse(
        word(explanation.outcome()),
        by,
        findings,
        explanation
            .duty()
            .map(rule -> new DutyRule(rule.needed().map(PolicyApi::word), rule.held())),
        explanation.granted());
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static By by(Decision.Grounds grounds) {
    return new By(grounds.policy(), grounds.statement(), grounds.sid());
  }
}
