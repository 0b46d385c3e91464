package dev.coffer.bench.measure;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Prints Markdown while the suites run. */
public final class Report {
  private final PrintStream out;
  private final List<Threshold> current = new ArrayList<>();
  private final List<Threshold> missed = new ArrayList<>();
  private int promised;

  public Report(PrintStream out) {
    this.out = out;
  }

  public void suite(String name) {
    out.printf("%n### %s%n", name);
  }

  public void lines(List<String> lines) {
    out.println();
    lines.forEach(line -> out.println("- " + line));
  }

  public void note(String text) {
    out.printf("%n%s%n", text);
  }

  /** All columns but the first are numbers. */
  public void table(List<String> header, List<List<String>> rows) {
    out.println();
    row(header);
    row(header.stream().map(column -> column.equals(header.getFirst()) ? "---" : "--:").toList());
    rows.forEach(this::row);
  }

  /** The usual table of contenders. */
  public void table(String unit, Results results) {
    table(List.of("", unit, "lowest - highest", "seconds", "processor seconds"), results.rows());
  }

  public void bar(Threshold bar) {
    current.add(bar);
  }

  /** The promises of the suite that ends here. */
  public void bars() {
    table(
        List.of("promise", "wanted", "measured", ""),
        current.stream()
            .map(bar -> List.of(bar.promise(), bar.wanted(), bar.found(), verdict(bar)))
            .toList());
    current.stream().filter(bar -> !bar.isMet()).forEach(missed::add);
    promised += current.size();
    current.clear();
  }

  public void summary() {
    out.printf("%n%d of %d promises met.%n", promised - missed.size(), promised);
    missed.forEach(
        bar -> out.printf("- missed: %s: %s, %s%n", bar.promise(), bar.wanted(), bar.found()));
  }

  private static String verdict(Threshold bar) {
    return bar.isMet() ? "met" : "**missed**";
  }

  private void row(List<String> cells) {
    List<String> escaped = cells.stream().map(cell -> cell.replace("|", "\\|")).toList();
    out.println("| " + String.join(" | ", escaped) + " |");
    out.flush();
  }
}
