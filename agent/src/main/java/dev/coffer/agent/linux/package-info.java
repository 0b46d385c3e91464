/**
 * What the kernel offers and Java does not, each in a small class over a symbol of libc (by number
 * only where libc has none and the number is the same on every architecture): opening what lies
 * beneath a directory without following links, and descriptors of processes.
 */
@NullMarked
package dev.coffer.agent.linux;

import org.jspecify.annotations.NullMarked;
