/**
 * What version 2 of the sealed volume has in place of version 1: {@code InodeSeal} says all that is
 * believed of an inode, {@code JournalRecord} and {@code JournalMark} tell what was lost in a crash
 * from what was taken away, and {@code VolumeHeader} which version it is. The content of files is
 * sealed as in version 1, whose classes serve both.
 */
@org.jspecify.annotations.NullMarked
package dev.coffer.crypto.block.v2;
