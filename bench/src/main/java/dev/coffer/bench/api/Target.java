package dev.coffer.bench.api;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where load goes: whole requests, and how many are sent in each round.
 *
 * @param variants those of the first round, then those of the next; behind the last the first come
 *     again
 * @param each how many of them are sent in turn in one round
 */
record Target(String name, int port, int requests, List<byte[]> variants, int each) {
  private static final int MOST = 64 * 1024;

  Target {
    variants = List.copyOf(variants);
  }

  /** The same requests in each round. */
  Target(String name, int port, int requests, List<byte[]> variants) {
    this(name, port, requests, variants, variants.size());
  }

  byte[] request(int round, int index) {
    return variants.get((round * each + index % each) % variants.size());
  }

  void write(DataOutputStream out) throws IOException {
    out.writeUTF(name);
    out.writeInt(port);
    out.writeInt(requests);
    out.writeInt(each);
    out.writeInt(variants.size());
    for (byte[] variant : variants) {
      out.writeInt(variant.length);
      out.write(variant);
    }
  }

  static Target read(DataInputStream in) throws IOException {
    String name = in.readUTF();
    int port = in.readInt();
    int requests = in.readInt();
    int each = in.readInt();
    int count = in.readInt();
    var variants = new ArrayList<byte[]>();
    for (int index = 0; index < count; index++) {
      variants.add(in.readNBytes(Math.min(MOST, in.readInt())));
    }
    return new Target(name, port, requests, variants, each);
  }
}
