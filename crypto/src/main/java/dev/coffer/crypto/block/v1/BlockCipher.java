package dev.coffer.crypto.block.v1;

/**
 * Seals the blocks of one file, each bound to the file and to its number; safe for use from several
 * threads. Opening fails with {@link SealRefused} and leaves zeroes rather than anything that was
 * not authenticated. It notices a block put back to what the same block once was only if its entry
 * was not put back with it: that is the trap.
 */
public abstract sealed class BlockCipher implements AutoCloseable permits CbcGmac, Sm4Gcm {
  private final Holes holes;

  BlockCipher(Holes holes) {
    this.holes = holes;
  }

  /** Seals {@code Layout.BLOCK} bytes into as many, and {@code Layout.ENTRY} bytes of entry. */
  public final void seal(long block, Place plain, Place sealed, Place entry) {
    byte[] vector = new byte[Vectors.LENGTH];
    Vectors.draw(vector, 1);
    seal(block, plain, sealed, entry, Place.start(vector));
  }

  /** Seals with a vector that was drawn for this block alone, after its bytes were there. */
  public abstract void seal(long block, Place plain, Place sealed, Place entry, Place vector);

  abstract void openSealed(long block, Place entry, Place sealed, Place plain) throws SealRefused;

  /** The inverse of {@code seal}; a hole opens to zeroes whatever lies in its place. */
  public final void open(long block, Place entry, Place sealed, Place plain) throws SealRefused {
    if (!entry.isZero(Holes.MARK)) {
      openSealed(block, entry, sealed, plain);
      return;
    }
    plain.clear(Layout.BLOCK);
    if (!holes.isHole(block, entry)) {
      throw entry.isZero(Layout.ENTRY)
          ? new SealRefused(SealRefused.Reason.MISSING, "block " + block + " was never sealed")
          : altered(block);
    }
  }

  /** The entry of a block that reads as zeroes. */
  public final void sealHole(long block, Place entry) {
    holes.seal(block, entry);
  }

  public final boolean isHole(long block, Place entry) {
    return holes.isHole(block, entry);
  }

  /** Whether there is nothing to lose in its place, be it a hole or be its entry destroyed. */
  public static boolean isVacant(Place entry) {
    return entry.isZero(Holes.MARK);
  }

  static SealRefused altered(long block) {
    return new SealRefused(
        SealRefused.Reason.ALTERED, "block " + block + " is not what was sealed there");
  }

  /** Gives back what makes the next block cheap: for a file that is kept, but not used now. */
  public abstract void rest();

  @Override
  public abstract void close();
}
