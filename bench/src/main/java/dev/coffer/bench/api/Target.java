package dev.coffer.bench.api;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Where load goes: whole requests to be sent in turn, and how many of them in each round. */
record Target(String name, int port, int requests, List<byte[]> variants) {
  private static final int MOST = 64 * 1024;

  Target {
    variants = List.copyOf(variants);
  }

  void write(DataOutputStream out) throws IOException {
    out.writeUTF(name);
    out.writeInt(port);
    out.writeInt(requests);
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
    int count = in.readInt();
    var variants = new ArrayList<byte[]>();
    for (int index = 0; index < count; index++) {
      variants.add(in.readNBytes(Math.min(MOST, in.readInt())));
    }
    return new Target(name, port, requests, variants);
  }
}
