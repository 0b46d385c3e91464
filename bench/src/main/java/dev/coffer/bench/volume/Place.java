package dev.coffer.bench.volume;

/** A store and the database on it. */
record Place(Store store, Database database) {
  String title() {
    return store.title();
  }
}
