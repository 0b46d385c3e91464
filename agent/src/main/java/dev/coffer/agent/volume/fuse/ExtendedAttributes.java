package dev.coffer.agent.volume.fuse;

import dev.coffer.agent.volume.posix.Errno;
import dev.coffer.agent.volume.posix.Pinned;
import dev.coffer.agent.volume.posix.Posix;
import dev.coffer.agent.volume.protocol.Reply;
import dev.coffer.agent.volume.protocol.Request;
import dev.coffer.agent.volume.protocol.RequestCounts;
import dev.coffer.crypto.block.v1.SealRefused;
import dev.coffer.crypto.cipher.Aead;
import dev.coffer.crypto.cipher.Ciphers;
import dev.coffer.crypto.cipher.KernelRandom;
import dev.coffer.crypto.cipher.Suite;
import dev.coffer.crypto.secret.SecretBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import javax.crypto.AEADBadTagException;

/** Attributes of the {@code user} name space: names in the clear, values sealed. */
final class ExtendedAttributes {
  private static final byte[] USER = Posix.bytes("user.");
  private static final byte[] BACKING = Posix.bytes("user.coffer.");

  /** Name spaces that programs and the kernel ask about without meaning to use them. */
  private static final List<String> NEVER_SET = List.of("security.", "system.", "trusted.");

  private static final byte[] REQUESTS = Posix.bytes(RequestCounts.ATTRIBUTE);
  private static final byte[] SYNCS = Posix.bytes(RequestCounts.SYNCS);
  private static final int SEALING = Suite.NONCE_LENGTH + Suite.TAG_LENGTH;

  private final Volume volume;

  ExtendedAttributes(Volume volume) {
    this.volume = volume;
  }

  private static byte[] backing(byte[] name) throws Errno {
    if (!startsWith(name, USER)) {
      throw new Errno(Errno.EOPNOTSUPP, "attribute " + new String(name, StandardCharsets.UTF_8));
    }
    return replaced(name, USER, BACKING);
  }

  // Names are bytes: decoded and encoded again, two of them could become one.
  private static boolean startsWith(byte[] name, byte[] prefix) {
    return name.length >= prefix.length
        && Arrays.equals(name, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static byte[] replaced(byte[] name, byte[] prefix, byte[] by) {
    byte[] result = Arrays.copyOf(by, by.length + name.length - prefix.length);
    System.arraycopy(name, prefix.length, result, by.length, name.length - prefix.length);
    return result;
  }

  void set(Request request) throws IOException {
    Node node = volume.nodes().get(request.node());
    int length = request.integer(0);
    byte[] name = request.name(8);
    byte[] plain = new byte[8 + name.length + 1 + length];
    request.copy(0, plain, plain.length);
    byte[] sealed = new byte[SEALING + length];
    byte[] nonce = new byte[Suite.NONCE_LENGTH];
    KernelRandom.fill(nonce, 0, nonce.length);
    System.arraycopy(nonce, 0, sealed, 0, nonce.length);
    byte[] backing = backing(name);
    try (SecretBytes key = volume.keys().attributeKey(node.id());
        Aead aead = Ciphers.aead(volume.keys().attributeSuite(), key)) {
      int at = plain.length - length;
      int _ = aead.seal(nonce, name, plain, at, length, sealed, nonce.length);
    }
    try (Pinned pinned = volume.nodes().pin(node)) {
      Posix.setAttribute(pinned.descriptor(), backing, sealed, request.integer(4));
    }
  }

  void get(Request request, Reply reply) throws IOException {
    byte[] name = request.name(8);
    String text = new String(name, StandardCharsets.UTF_8);
    if (NEVER_SET.stream().anyMatch(text::startsWith)) {
      throw new Errno(Errno.ENODATA, "attribute " + text);
    }
    if (request.node() == Nodes.ROOT && Arrays.equals(name, REQUESTS)) {
      answer(request, reply, volume.requests().text());
      return;
    }
    if (request.node() == Nodes.ROOT && Arrays.equals(name, SYNCS)) {
      answer(request, reply, RequestCounts.syncs());
      return;
    }
    Node node = volume.nodes().get(request.node());
    byte[] backing = backing(name);
    try (Pinned pinned = volume.nodes().pin(node)) {
      byte[] sealed = Posix.attribute(pinned.descriptor(), backing);
      answer(request, reply, open(node, name, sealed));
    }
  }

  private byte[] open(Node node, byte[] name, byte[] sealed) throws IOException {
    String text = new String(name, StandardCharsets.UTF_8);
    if (sealed.length < SEALING) {
      throw new SealRefused(SealRefused.Reason.TRUNCATED, "attribute " + text + " is cut");
    }
    byte[] nonce = Arrays.copyOf(sealed, Suite.NONCE_LENGTH);
    byte[] plain = new byte[sealed.length - SEALING];
    try (SecretBytes key = volume.keys().attributeKey(node.id());
        Aead aead = Ciphers.aead(volume.keys().attributeSuite(), key)) {
      int _ = aead.open(nonce, name, sealed, nonce.length, sealed.length - nonce.length, plain, 0);
      return plain;
    } catch (AEADBadTagException _) {
      throw new SealRefused(SealRefused.Reason.ALTERED, "attribute " + text + " was altered");
    }
  }

  void list(Request request, Reply reply) throws IOException {
    Node node = volume.nodes().get(request.node());
    var names = new ByteArrayOutputStream();
    byte[] found;
    try (Pinned pinned = volume.nodes().pin(node)) {
      found = Posix.attributeNames(pinned.descriptor());
    }
    int start = 0;
    for (int end = 0; end < found.length; end++) {
      if (found[end] == 0) {
        byte[] name = Arrays.copyOfRange(found, start, end);
        if (startsWith(name, BACKING)) {
          names.writeBytes(replaced(name, BACKING, USER));
          names.write(0);
        }
        start = end + 1;
      }
    }
    answer(request, reply, names.toByteArray());
  }

  private static void answer(Request request, Reply reply, byte[] value) throws Errno {
    int room = request.integer(0);
    if (room == 0) {
      reply.integer(value.length).integer(0);
    } else if (value.length > room) {
      throw new Errno(Errno.ERANGE, "an attribute of %d bytes".formatted(value.length));
    } else {
      reply.bytes(value, value.length);
    }
  }

  void remove(Request request) throws IOException {
    Node node = volume.nodes().get(request.node());
    byte[] backing = backing(request.name(0));
    try (Pinned pinned = volume.nodes().pin(node)) {
      Posix.removeAttribute(pinned.descriptor(), backing);
    }
  }
}
