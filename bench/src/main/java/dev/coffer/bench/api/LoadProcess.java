package dev.coffer.bench.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coffer.bench.api.Load.Turn;
import dev.coffer.bench.measure.ColdJava;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Runs the load in a process of its own and collects what each of its turns came to. */
final class LoadProcess {
  private LoadProcess() {}

  static List<Turn> run(List<Target> targets) throws IOException {
    return run(targets, _ -> {});
  }

  /** The same, telling of each turn as it ends; the next one has begun then. */
  static List<Turn> run(List<Target> targets, Consumer<Turn> listener) throws IOException {
    Process process =
        new ProcessBuilder(new ColdJava(Load.class).line())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      try (var out = new DataOutputStream(process.getOutputStream())) {
        out.writeInt(targets.size());
        for (Target target : targets) {
          target.write(out);
        }
      }
      var turns = new ArrayList<Turn>();
      try (var lines = process.inputReader(UTF_8)) {
        lines.lines().map(Turn::parse).peek(listener).forEach(turns::add);
      }
      if (turns.size() != targets.size() * Load.ROUNDS) {
        throw new IOException("the load ended after " + turns.size() + " turns");
      }
      return turns;
    } finally {
      process.destroyForcibly();
    }
  }
}
