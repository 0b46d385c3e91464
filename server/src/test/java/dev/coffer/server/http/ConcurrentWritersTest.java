package dev.coffer.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.server.id.Ids;
import dev.coffer.server.store.ControlDatabase;
import dev.coffer.server.wire.Call;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.Service;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many requests that write to the control database at the same moment. */
class ConcurrentWritersTest {
  private static final int WRITERS = 32;
  private static final long A_MOMENT = 1_000_000;

  @TempDir Path directory;

  @Test
  void eachOfThemCommitsThoughItsThreadWaitsInBetween() {
    var ids = new Ids(new SecureRandom());
    try (var database = ControlDatabase.sqlite(directory.resolve("control.db"));
        var server =
            HttpServer.start(
                new HttpServer.Address("127.0.0.1", 0),
                new HttpServer.Parts(
                    List.of(operation(database, ids)),
                    new OpenDoor(_ -> {}),
                    _ -> {},
                    ids::hex,
                    InstantSource.system(),
                    0));
        var client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create(server.url() + "/write")).build();
      List<CompletableFuture<HttpResponse<String>>> sent =
          IntStream.range(0, WRITERS)
              .mapToObj(_ -> client.sendAsync(request, BodyHandlers.ofString()))
              .toList();
      assertThat(sent).allSatisfy(each -> assertThat(each.join().statusCode()).isEqualTo(200));
    }
  }

  private static Operation<Operation.Nothing> operation(ControlDatabase database, Ids ids) {
    return new Operation<>(
        Service.EXTENSION,
        "Write",
        Operation.Method.GET,
        PathTemplate.of("/write"),
        Operation.Admission.CALLER,
        Optional.empty(),
        Operation.Body.none(),
        200,
        call -> write(call, database, ids));
  }

  private static Reply write(Call<Operation.Nothing> call, ControlDatabase database, Ids ids) {
    database
        .jdbi()
        .useTransaction(
            handle -> {
              LockSupport.parkNanos(A_MOMENT);
              handle.execute(
                  "INSERT INTO job (id, project_id, work, subject, instance_id, instance_name,"
                      + " status, progress, created_at)"
                      + " VALUES (?, ?, 'w', 's', 'i', 'n', 'RUNNING', 0, 1)",
                  ids.uuid(),
                  call.caller().userId());
            });
    return Reply.of(Map.of());
  }
}
