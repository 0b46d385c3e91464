package dev.coffer.server.api.dws;

import dev.coffer.server.failure.Failure;
import dev.coffer.server.failure.Refusal;
import dev.coffer.server.id.JobId;
import dev.coffer.server.jobs.Job;
import dev.coffer.server.jobs.Jobs;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.Reply;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Jobs, as DWS tells of them: every field is text. */
public final class ClusterJobApi {
  private static final Pattern JOB_ID =
      Pattern.compile("([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})");

  private final Jobs jobs;

  public ClusterJobApi(Jobs jobs) {
    this.jobs = jobs;
  }

  public List<Operation<?>> operations() {
    return List.of(
        Shapes.read(
            "ListJobDetails", "/v1.0/{project_id}/job/{job_id}", "listJobDetails", this::show));
  }

  record Response(
      String jobId,
      String jobName,
      String beginTime,
      Optional<String> endTime,
      String status,
      Optional<String> failedCode,
      Optional<String> failedDetail,
      String progress) {}

  private Reply show(Call<Operation.Nothing> call) {
    String given = call.inputs().matching("job_id", JOB_ID, call.path("job_id"));
    var id = new JobId(JOB_ID.matcher(given).replaceFirst("$1-$2-$3-$4-$5"));
    Job job = jobs.find(call.projectId(), id).orElseThrow(() -> new Refusal(Failure.DWS_0015));
    return Reply.of(
        new Response(
            Shapes.jobId(job),
            job.work(),
            Shapes.time(job.createdAt()),
            job.endedAt().map(Shapes::time),
            status(job.status()),
            job.failure().map(_ -> Failure.DWS_0005.code()),
            job.failure().or(() -> job.retry().map(Job.Retry::told)),
            job.progress() + "%"));
  }

  private static String status(Job.Status status) {
    return switch (status) {
      case PENDING -> "WAITING";
      case RUNNING -> "RUNNING";
      case COMPLETED -> "SUCCESS";
      case FAILED -> "FAIL";
    };
  }
}
