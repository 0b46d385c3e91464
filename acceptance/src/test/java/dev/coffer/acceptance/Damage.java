package dev.coffer.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Something that is done to an object of a backup in the store.
 *
 * @param suffix which of the backup's objects
 * @param reason what the refusal has to say of it
 */
record Damage(String what, String suffix, Change change, String reason) {
  private static final int HEADER = 64;
  private static final int FRAME = 65_536 + 16;

  interface Change {
    byte[] to(byte[] stored);
  }

  /** Damages to every region of the two objects. */
  static List<Damage> all() {
    return List.of(
        new Damage("magic", ".sealed", flip(3), "not a sealed stream"),
        new Damage("format version", ".sealed", flip(8), "format version"),
        new Damage("suite", ".sealed", flip(9), "suite"),
        new Damage("reserved", ".sealed", flip(10), "reserved"),
        new Damage("frame size", ".sealed", flip(14), "header does not belong"),
        new Damage("stream id", ".sealed", flip(20), "header does not belong"),
        new Damage("key commitment", ".sealed", flip(40), "header does not belong"),
        new Damage("first frame", ".sealed", flip(HEADER + 1000), "frame 0"),
        new Damage("first tag", ".sealed", flip(HEADER + FRAME - 5), "frame 0"),
        new Damage("second frame", ".sealed", flip(HEADER + FRAME + 1000), "frame 1"),
        new Damage("last byte", ".sealed", stored -> flip(stored.length - 1).to(stored), "frame"),
        new Damage(
            "last byte cut",
            ".sealed",
            stored -> cut(stored, stored.length - 1),
            "is not authentic"),
        new Damage(
            "all but a frame cut",
            ".sealed",
            stored -> cut(stored, HEADER + FRAME),
            "frame 1: is missing"),
        new Damage("first frames swapped", ".sealed", Damage::swapped, "frame 0"),
        new Damage(
            "a byte added",
            ".sealed",
            stored -> cut(stored, stored.length + 1),
            "is not authentic"),
        new Damage("everything cut", ".sealed", stored -> cut(stored, 0), "not a sealed stream"),
        new Damage(
            "key version",
            ".envelope",
            replace("\"key_version\":\"1\"", "\"key_version\":\"2\""),
            "authentic"),
        new Damage("plain size", ".envelope", replace("\"plain\":", "\"plain\":1"), "authentic"),
        new Damage("instance", ".envelope", replace("in07", "in08"), "authentic"),
        new Damage("wrapped key", ".envelope", Damage::otherWrapping, "does not open it"),
        new Damage("authentication", ".envelope", Damage::otherAuthentication, "is not authentic"),
        new Damage(
            "envelope version",
            ".envelope",
            replace("\"format_version\":1", "\"format_version\":2"),
            "version"),
        new Damage(
            "envelope cut", ".envelope", stored -> cut(stored, stored.length / 2), "two lines"));
  }

  @Override
  public String toString() {
    return what + " of " + suffix;
  }

  private static Change flip(int position) {
    return stored -> {
      byte[] damaged = stored.clone();
      damaged[position] ^= 1;
      return damaged;
    };
  }

  private static byte[] cut(byte[] stored, int length) {
    return Arrays.copyOf(stored, length);
  }

  private static byte[] swapped(byte[] stored) {
    byte[] damaged = stored.clone();
    System.arraycopy(stored, HEADER, damaged, HEADER + FRAME, FRAME);
    System.arraycopy(stored, HEADER + FRAME, damaged, HEADER, FRAME);
    return damaged;
  }

  private static Change replace(String text, String by) {
    return stored -> {
      String envelope = new String(stored, StandardCharsets.UTF_8);
      assertThat(envelope).contains(text);
      return envelope.replaceFirst(Pattern.quote(text), by).getBytes(StandardCharsets.UTF_8);
    };
  }

  private static byte[] otherWrapping(byte[] stored) {
    return otherCharacter(stored, "\"wrapped\":\"", 'A', 'B');
  }

  private static byte[] otherAuthentication(byte[] stored) {
    return otherCharacter(stored, "\"value\":\"", '0', '1');
  }

  /** Puts another character into the last text that begins so. */
  private static byte[] otherCharacter(byte[] stored, String beginning, char one, char other) {
    var envelope = new StringBuilder(new String(stored, StandardCharsets.UTF_8));
    int position = envelope.lastIndexOf(beginning) + beginning.length() + 20;
    envelope.setCharAt(position, envelope.charAt(position) == one ? other : one);
    return envelope.toString().getBytes(StandardCharsets.UTF_8);
  }
}
