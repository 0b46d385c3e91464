package dev.coffer.bench.measure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A number of rounds in which each contender has one turn; warm-up rounds come first. */
public record Rounds(int warmUp, int counted) {

  public Results of(List<Contender> contenders) throws Exception {
    var results = new Results();
    var order = new ArrayList<>(contenders);
    contenders.forEach(contender -> results.enter(contender.name()));
    for (int round = -warmUp; round < counted; round++) {
      for (Contender contender : order) {
        Sample sample = contender.turn().take();
        progress(round, contender, sample);
        if (round >= 0) {
          results.add(contender.name(), sample);
        }
      }
      // Nobody always comes after the same neighbour's leftovers.
      Collections.rotate(order, 1);
    }
    return results;
  }

  private void progress(int round, Contender contender, Sample sample) {
    String label = round < 0 ? "warm-up" : "round " + (round + 1) + "/" + counted;
    System.err.printf("%s: %s %.3f s%n", label, contender.name(), sample.seconds());
  }
}
