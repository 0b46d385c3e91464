package dev.coffer.server.api.taurus;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Reason;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.JobId;
import dev.coffer.server.jobs.Job;
import dev.coffer.server.jobs.Jobs;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.Service;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Jobs, as TaurusDB tells of them. */
public final class JobApi {
  private final Jobs jobs;

  public JobApi(Jobs jobs) {
    this.jobs = jobs;
  }

  public List<Operation<?>> operations() {
    return List.of(
        new Operation<>(
            Service.TAURUS,
            "ShowGaussMySqlJobInfo",
            Operation.Method.GET,
            PathTemplate.of("/v3/{project_id}/jobs"),
            Operation.Admission.CALLER,
            Optional.of(Shapes.read("task:list", "*")),
            Operation.Body.none(),
            200,
            this::show));
  }

  record Response(Shown job) {}

  record Shown(
      JobId id,
      String name,
      String status,
      String created,
      Optional<String> ended,
      String process,
      Instance instance,
      Map<String, String> entities,
      Optional<String> failReason) {}

  record Instance(String id, String name) {}

  private Reply show(Call<Operation.Nothing> call) {
    String id =
        call.query().get("id").orElseThrow(() -> call.inputs().refusal("id", Reason.MISSING));
    Job job =
        JobId.of(id)
            .flatMap(known -> jobs.find(call.projectId(), known))
            .orElseThrow(() -> new Refusal(Failure.DBS_200543));
    return Reply.of(new Response(shown(job)));
  }

  private static Shown shown(Job job) {
    return new Shown(
        job.id(),
        job.work(),
        job.status().word(),
        Shapes.time(job.createdAt()),
        job.endedAt().map(Shapes::time),
        job.status() == Job.Status.RUNNING ? job.progress() + "%" : "",
        new Instance(job.instanceId(), job.instanceName()),
        job.note().map(note -> Map.of("note", note)).orElseGet(Map::of),
        job.failure());
  }
}
