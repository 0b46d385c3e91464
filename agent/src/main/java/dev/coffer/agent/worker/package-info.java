/**
 * The worker: the process that compresses, seals and stores what engines tell, and opens it again,
 * as a user of its own without any privilege, in a cage that has the store and no network. The
 * agent asks it over a link and gives it pipes; it sees no engine, and what it works on is not seen
 * by root. Keys are forwarded to it and asked for by it.
 */
@NullMarked
package dev.coffer.agent.worker;

import org.jspecify.annotations.NullMarked;
