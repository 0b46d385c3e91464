/**
 * Version 1 of the sealed volume, as bytes. A file of the volume is cut into blocks of 8 KiB; a
 * {@code BlockCipher} seals each and leaves an entry for it, which lies in a page of entries in
 * front of every 170 blocks ({@code Layout}). A hole has an entry too, so that nothing below a
 * file's size goes without proof. {@code FileHeader} carries a file's id and its size, {@code
 * NameBinding} ties the id to the place where the file was put, {@code JournalRecord} is what a
 * write is before it reaches the file, and {@code VolumeHeader} tells whether a key is the volume's
 * at all. {@code VolumeKeys} derives every key from the volume's data key.
 */
@org.jspecify.annotations.NullMarked
package dev.coffer.crypto.block.v1;
