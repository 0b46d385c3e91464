package dev.coffer.agent.volume.fuse;

import java.util.Map;
import java.util.TreeMap;

/** Which names there are, and what they stand for. */
record NamesModel(Map<String, FileModel> files, Map<String, String> links) {
  NamesModel() {
    this(new TreeMap<>(), new TreeMap<>());
  }

  NamesModel copy() {
    return new NamesModel(new TreeMap<>(files), new TreeMap<>(links));
  }

  boolean has(String name) {
    return files.containsKey(name) || links.containsKey(name);
  }

  /** How many names a file has. */
  long count(FileModel file) {
    return files.values().stream().filter(each -> each == file).count();
  }
}
