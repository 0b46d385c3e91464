package dev.coffer.bench.volume;

import static java.util.Objects.requireNonNull;

import dev.coffer.bench.measure.Report;
import dev.coffer.bench.measure.Results;
import dev.coffer.bench.measure.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How often each place synced, by each method. */
final class SyncResults {
  private final Map<SyncRate, Results> results = new EnumMap<>(SyncRate.class);

  SyncResults(List<Place> places) {
    for (SyncRate rate : SyncRate.values()) {
      var fresh = new Results();
      places.forEach(place -> fresh.enter(place.title()));
      results.put(rate, fresh);
    }
  }

  Results of(SyncRate rate) {
    return requireNonNull(results.get(rate));
  }

  /** Notes what the tool said; answers with the method that PostgreSQL uses. */
  Sample take(Place place, String told) throws IOException {
    for (SyncRate rate : SyncRate.values()) {
      of(rate).add(place.title(), rate.in(told));
    }
    return SyncRate.FDATASYNC.in(told);
  }

  void table(Report report, List<Place> places) {
    var header = new ArrayList<>(List.of("syncs of 8 KiB in pg_wal, in a second"));
    for (SyncRate rate : SyncRate.values()) {
      header.add(rate.method());
    }
    report.table(header, places.stream().map(place -> row(place.title())).toList());
  }

  private List<String> row(String title) {
    var row = new ArrayList<>(List.of(title));
    for (SyncRate rate : SyncRate.values()) {
      row.add("%,.0f".formatted(of(rate).median(title, Sample::rate)));
    }
    return row;
  }
}
