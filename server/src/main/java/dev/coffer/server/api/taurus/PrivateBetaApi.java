package dev.coffer.server.api.taurus;

import dev.coffer.server.backup.PrivateBeta;
import dev.coffer.server.id.ProjectId;
import dev.coffer.server.wire.Operation;
import dev.coffer.server.wire.PathTemplate;
import dev.coffer.server.wire.Reply;
import dev.coffer.server.wire.Service;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Admits projects to the private beta of encrypted backup; the vendor does so on a ticket. */
public final class PrivateBetaApi {
  private static final PathTemplate PATH =
      PathTemplate.of("/coffer/v1/{project_id}/private-beta/encrypted-backup");

  private final PrivateBeta beta;

  public PrivateBetaApi(PrivateBeta beta) {
    this.beta = beta;
  }

  public List<Operation<?>> operations() {
    return List.of(
        row("AdmitToPrivateBeta", Operation.Method.PUT, beta::admit),
        row("DismissFromPrivateBeta", Operation.Method.DELETE, beta::dismiss));
  }

  private static Operation<Operation.Nothing> row(
      String name, Operation.Method method, Consumer<ProjectId> change) {
    return new Operation<>(
        Service.EXTENSION,
        name,
        method,
        PATH,
        Operation.Admission.CALLER,
        Optional.of(Shapes.write("privateBeta:admit", "*")),
        Operation.Body.none(),
        204,
        call -> {
          change.accept(call.projectId());
          return Reply.empty();
        });
  }
}
